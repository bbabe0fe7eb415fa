//! What goes to stdout. Whoever reads it may stop reading, as `head` does, and then the program ends quietly.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write, stdout};

/// What a shell makes of a program that wrote to a pipe which nobody reads any more.
const NOBODY_READS: i32 = 141;

/// A line, as `println!` writes it.
macro_rules! say {
    ($($text:tt)*) => { $crate::cli::say::line(format_args!($($text)*)) };
}
pub(super) use say;

/// Writes a line.
pub(super) fn line(text: Arguments<'_>) {
    ended(writeln!(stdout().lock(), "{text}"));
}

/// Writes all of a file.
pub(super) fn bytes(bytes: &[u8]) {
    ended(stdout().lock().write_all(bytes));
}

fn ended(written: std::io::Result<()>) {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(NOBODY_READS),
        Err(error) => {
            eprintln!("error: Nothing more can be written: {error}.");
            std::process::exit(i32::from(super::USAGE));
        }
        Ok(()) => (),
    }
}
