//! A run of Single Decree Paxos, replayed in stateright's model of it.
//! 3 servers, 2 clients with 1 write each; messages race, each delivered at most once, none is lost; nobody crashes.
//! In the lab: #v=1&run=AuXdGA&sum=yGDAQA&step=0

use paxos_lab::model::{NetworkKind, PaxosAction, PaxosModelCfg};
use paxos_lab::paxos::PaxosMsg::{Accept, Accepted, Decided, Prepare, Prepared};
use paxos_lab::paxos::{Ballot, Proposal};
use stateright::actor::ActorModelAction::Deliver;
use stateright::actor::Id;
use stateright::actor::register::RegisterMsg::{Get, Internal, Put, PutOk};
use stateright::{Model, Path};

#[test]
fn the_run_ends_as_it_did() {
    let config = PaxosModelCfg {
        client_count: 2,
        server_count: 3,
        network: NetworkKind::UnorderedNonduplicating,
        put_count: 1,
        lossy: false,
        max_crashes: 0,
        ..PaxosModelCfg::default()
    };
    let model = &config.into_model().expect("a valid configuration");
    let actions: [PaxosAction; 8] = [
        // 1. Put 'A' to S0
        Deliver { src: Id::from(3), dst: Id::from(0), msg: Put(3, 'A') },
        // 2. Prepare (1, S0) to S1
        Deliver {
            src: Id::from(0),
            dst: Id::from(1),
            msg: Internal(Prepare { ballot: Ballot { round: 1, server: Id::from(0) } }),
        },
        // 3. Prepared (1, S0) to S0
        Deliver {
            src: Id::from(1),
            dst: Id::from(0),
            msg: Internal(Prepared { ballot: Ballot { round: 1, server: Id::from(0) }, last_accepted: None }),
        },
        // 4. Accept (1, S0) 'A' to S1
        Deliver {
            src: Id::from(0),
            dst: Id::from(1),
            msg: Internal(Accept {
                ballot: Ballot { round: 1, server: Id::from(0) },
                proposal: Proposal { request_id: 3, requester: Id::from(3), value: 'A' },
            }),
        },
        // 5. Accepted (1, S0) to S0
        Deliver {
            src: Id::from(1),
            dst: Id::from(0),
            msg: Internal(Accepted { ballot: Ballot { round: 1, server: Id::from(0) } }),
        },
        // 6. Decided (1, S0) 'A' to S1
        Deliver {
            src: Id::from(0),
            dst: Id::from(1),
            msg: Internal(Decided {
                ballot: Ballot { round: 1, server: Id::from(0) },
                proposal: Proposal { request_id: 3, requester: Id::from(3), value: 'A' },
            }),
        },
        // 7. PutOk to C3
        Deliver { src: Id::from(0), dst: Id::from(3), msg: PutOk(3) },
        // 8. Get to S1
        Deliver { src: Id::from(3), dst: Id::from(1), msg: Get(6) },
    ];
    let start = model.init_states().remove(0);
    let path = Path::from_actions(model, start, &actions).expect("every action fits the state before it");
    let is_true = |property| (model.property(property).condition)(model, path.last_state());
    assert!(is_true("linearizable"), "always \"linearizable\": its condition is true after 8 steps");
    assert!(is_true("value chosen"), "sometimes \"value chosen\": its condition is true after 8 steps");
}
