//! The program `paxos`. Everything it can do is in the library's `cli`.

fn main() -> std::process::ExitCode {
    paxos_lab::run()
}
