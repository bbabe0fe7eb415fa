//! Where a run comes from: a link as it was typed, a file, or standard input. Reads no more than a run may have.

use crate::trace::FILE_MAX;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The text of what was named.
pub(super) fn read(source: &str) -> Result<String, String> {
    if source == "-" {
        return read_all(std::io::stdin(), "Standard input");
    }
    if !source.contains(['#', '=']) || Path::new(source).is_file() {
        let file = File::open(source)
            .map_err(|error| format!("There is no link and no file that can be read at {source:?}: {error}."))?;
        return read_all(file, &format!("The file {source:?}"));
    }
    Ok(source.to_owned())
}

fn read_all(from: impl Read, name: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let most = FILE_MAX as u64 + 1;
    from.take(most).read_to_end(&mut bytes).map_err(|error| format!("{name} can't be read: {error}."))?;
    if bytes.len() > FILE_MAX {
        return Err(format!("{name} has more than {FILE_MAX} bytes, which is the most."));
    }
    String::from_utf8(bytes).map_err(|_| format!("{name} is no text: it isn't UTF-8."))
}
