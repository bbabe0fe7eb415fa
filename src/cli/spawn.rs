//! `spawn`: the same actors as real servers, one UDP socket each, until Ctrl-C.

use super::args::SpawnArgs;
use super::say::say;
use super::{PASSED, end_on_interrupt};
use crate::paxos::{PaxosActor, RegisterMsg, Rules};
use stateright::actor::{Id, spawn};
use std::net::{SocketAddrV4, UdpSocket};

/// Runs the servers.
///
/// # Errors
/// Unless all the ports are valid and free.
pub(super) fn run(args: &SpawnArgs) -> Result<u8, String> {
    let addresses = addresses(args)?;
    for address in &addresses {
        // The actors' own threads panic on an address that they can't have.
        UdpSocket::bind(address).map_err(|e| {
            format!("A server can't listen on {address}: {e}. Choose another with --port or --address.")
        })?;
    }
    end_on_interrupt();
    say!("{}", instructions(&addresses).trim_end());
    let ids: Vec<Id> = addresses.iter().map(|address| Id::from(*address)).collect();
    let peers = |me: Id| ids.iter().copied().filter(|id| *id != me).collect();
    let actors = ids.iter().map(|me| (*me, PaxosActor { peers: peers(*me), rules: Rules::default() })).collect();
    let ended = spawn(
        serde_json::to_vec,
        |bytes| serde_json::from_slice(bytes),
        serde_json::to_vec,
        |bytes| serde_json::from_slice(bytes),
        actors,
    );
    ended.map(|()| PASSED).map_err(|_| "A server has ended unexpectedly; its last words are above.".to_owned())
}

fn addresses(args: &SpawnArgs) -> Result<Vec<SocketAddrV4>, String> {
    let at = |offset: u16| Some(SocketAddrV4::new(args.address, args.port.checked_add(offset)?));
    let servers = u16::try_from(args.servers).expect("few");
    (0..servers).map(at).collect::<Option<_>>().ok_or_else(|| {
        let last = u16::MAX - (servers - 1);
        format!("{servers} servers need ports up to 65535, so the first is at most {last}.")
    })
}

fn instructions(addresses: &[SocketAddrV4]) -> String {
    let json = |msg: &RegisterMsg| serde_json::to_string(msg).expect("plain data is JSON");
    let first = addresses[0];
    let last = addresses[addresses.len() - 1];
    let listed: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    format!(
        "Single Decree Paxos, {} servers, JSON over UDP: {}. Ctrl-C ends them.\n\n\
         Write 'X' by asking one of them, then read by asking another:\n\
         $ echo '{}' | nc -u -w1 {} {}\n\
         $ echo '{}' | nc -u -w1 {} {}\n\n\
         See every message:\n\
         $ sudo tcpdump -i lo -n -A 'udp portrange {}-{}'\n\n",
        addresses.len(),
        listed.join(", "),
        json(&RegisterMsg::Put(1, 'X')),
        first.ip(),
        first.port(),
        json(&RegisterMsg::Get(2)),
        last.ip(),
        last.port(),
        first.port(),
        last.port(),
    )
}
