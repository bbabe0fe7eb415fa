//! A script in node that lives for as long as the benchmark does: an order a line on its stdin, an answer a line on its stdout.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// An answer is one short line.
const LINE_MAX: u64 = 1 << 16;
/// A browser takes a moment to close.
const END_MAX: Duration = Duration::from_secs(10);

/// It ends when this is dropped, or when this program ends: its stdin does then.
pub(crate) struct Script {
    name: &'static str,
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Script {
    /// Starts it.
    ///
    /// # Errors
    /// If there is no node, or the script can't do its work here; then it says why.
    pub(crate) fn start(name: &'static str) -> Result<Self, String> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/ratios").join(name);
        let mut child = Command::new("node")
            .arg(file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("node could not be started: {e}."))?;
        let stdin = child.stdin.take();
        let stdout = BufReader::new(child.stdout.take().expect("piped"));
        let mut script = Script { name, child, stdin, stdout };
        script.answer()?;
        Ok(script)
    }

    /// Gives an order, and waits for its answer.
    ///
    /// # Errors
    /// If the script ended, or answers that it couldn't.
    pub(crate) fn ask(&mut self, order: &Value) -> Result<Value, String> {
        let stdin = self.stdin.as_mut().expect("open until the drop");
        writeln!(stdin, "{order}").and_then(|()| stdin.flush()).map_err(|e| format!("{} ended: {e}.", self.name))?;
        self.answer()
    }

    fn answer(&mut self) -> Result<Value, String> {
        let mut line = String::new();
        let read = self.stdout.by_ref().take(LINE_MAX).read_line(&mut line);
        read.map_err(|e| format!("{} can't be heard: {e}.", self.name))?;
        let answer: Value = serde_json::from_str(&line).map_err(|_| format!("{} ended.", self.name))?;
        match answer.get("failed").and_then(Value::as_str) {
            Some(why) => Err(why.to_owned()),
            None => Ok(answer),
        }
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let since = Instant::now();
        while since.elapsed() < END_MAX {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
