/* Single Decree Paxos for Spin, state by state what src/paxos and src/model are: the benchmark's peer.
 *
 * Three servers, CLIENTS clients (1 to 6) that write once and then read, and an unordered network that delivers each message at
 * most once. One delivery is one step; a delivery without effect is none. One process, so that no state is spent on control.
 *
 * A server starts one ballot at most, as its proposal is never taken back. So of each kind of message there is at most one from
 * one actor to another, and the network is a slot for each, which is zero or holds what the message carries. The assertions in
 * SEND say so.
 *
 * A ballot is 3 * round + server: 0 at the start, 11 at most. A proposal is its client's number, from 1, which tells its request and its
 * value as well. Both together, as servers accept and propose them, are ballot * 8 + proposal; 0 is none.
 *
 * Not here: the history of calls and returns, and the search for its serialisation. The history tells no two states apart that are
 * one here, as only the client whose value was chosen ever gets its PutOk, and so there is never a second call after a return. What the
 * history is checked for, that all who learn or read a value have the same one, is an assertion.
 */
#ifndef CLIENTS
#define CLIENTS 3
#endif

#define QUORUM 2
/* A promise of a server that has accepted nothing; less than any ballot * 8. */
#define PROMISE 1
#define BALLOT(accepted) ((accepted) >> 3)
#define PROPOSAL(accepted) ((accepted) & 7)
/* The slot of messages between a leader l and another server d. */
#define SLOT(l, d) (2 * (l) + ((d) > (l) -> (d) - 1 : (d)))
#define SEND(slot, message) assert(slot == 0); slot = message

/* Servers. */
byte ballot[3];
byte proposal[3];
byte prepares[9]; /* leader * 3 + server: 0, PROMISE, or what the server had accepted */
byte accepts[3];  /* a bit a server */
byte accepted[3];
bit decided[3];

/* Messages between servers, by SLOT(leader, other). */
byte prepare[6];
byte prepared[6];
byte prepared_last[6];
byte accept[6];
byte accepted_by[6];
byte decide[6];

/* Clients: waiting for a PutOk, for a GetOk, for nothing; and the messages from and to them. */
byte phase[CLIENTS];
bit put[CLIENTS] = 1; /* all of them, from the start */
bit get[CLIENTS];
byte put_ok[CLIENTS]; /* a bit for each server that sent it */
byte get_ok[CLIENTS]; /* the value */

/* The higher of two promises; hidden, so no part of a state. */
hidden byte highest;

inline send_prepare(l, d) { SEND(prepare[SLOT(l, d)], ballot[l]) }
inline send_accept(l, d) { SEND(accept[SLOT(l, d)], accepted[l]) }
inline send_decide(l, d) { SEND(decide[SLOT(l, d)], ballot[l] * 8 + proposal[l]) }

inline agree(s) {
  assert(!decided[0] || PROPOSAL(accepted[0]) == PROPOSAL(accepted[s]));
  assert(!decided[1] || PROPOSAL(accepted[1]) == PROPOSAL(accepted[s]));
  assert(!decided[2] || PROPOSAL(accepted[2]) == PROPOSAL(accepted[s]))
}

/* Between leader l and server d; o is the third. */
#define BETWEEN(l, d, o) \
  :: d_step { prepare[SLOT(l, d)] > ballot[d] && !decided[d] -> \
       ballot[d] = prepare[SLOT(l, d)]; \
       prepare[SLOT(l, d)] = 0; \
       SEND(prepared[SLOT(l, d)], ballot[d]); \
       prepared_last[SLOT(l, d)] = accepted[d] } \
  :: d_step { prepared[SLOT(l, d)] && prepared[SLOT(l, d)] == ballot[l] && !decided[l] -> \
       prepares[3 * l + d] = (prepared_last[SLOT(l, d)] -> prepared_last[SLOT(l, d)] : PROMISE); \
       prepared[SLOT(l, d)] = 0; \
       prepared_last[SLOT(l, d)] = 0; \
       if \
       :: prepares[3 * l + o] == 0 -> \
         highest = (prepares[3 * l + d] > prepares[3 * l + l] -> prepares[3 * l + d] : prepares[3 * l + l]); \
         if \
         :: highest > PROMISE -> proposal[l] = PROPOSAL(highest) \
         :: else \
         fi; \
           accepted[l] = ballot[l] * 8 + proposal[l]; \
         accepts[l] = accepts[l] | (1 << l); \
         send_accept(l, d); \
         send_accept(l, o) \
       :: else \
       fi } \
  :: d_step { accept[SLOT(l, d)] && BALLOT(accept[SLOT(l, d)]) >= ballot[d] && !decided[d] -> \
       accepted[d] = accept[SLOT(l, d)]; \
       ballot[d] = BALLOT(accepted[d]); \
       accept[SLOT(l, d)] = 0; \
       SEND(accepted_by[SLOT(l, d)], ballot[d]) } \
  :: d_step { accepted_by[SLOT(l, d)] && accepted_by[SLOT(l, d)] == ballot[l] && !decided[l] -> \
       accepted_by[SLOT(l, d)] = 0; \
       accepts[l] = accepts[l] | (1 << d); \
       decided[l] = 1; \
       send_decide(l, d); \
       send_decide(l, o); \
       assert(!(put_ok[proposal[l] - 1] & (1 << l))); \
       put_ok[proposal[l] - 1] = put_ok[proposal[l] - 1] | (1 << l); \
       agree(l) } \
  :: d_step { decide[SLOT(l, d)] && !decided[d] -> \
       accepted[d] = decide[SLOT(l, d)]; \
       ballot[d] = BALLOT(accepted[d]); \
       decide[SLOT(l, d)] = 0; \
       decided[d] = 1; \
       agree(d) }

/* Client c writes to server w, whose peers are p and q, and reads from r. */
#define PUT_OK(c, s) \
  :: d_step { (put_ok[c] & (1 << s)) && phase[c] == 0 -> \
       put_ok[c] = put_ok[c] & ~(1 << s); \
       phase[c] = 1; \
       get[c] = 1 }
#define CLIENT(c, w, p, q, r) \
  :: d_step { put[c] && proposal[w] == 0 && !decided[w] -> \
       put[c] = 0; \
       proposal[w] = c + 1; \
       ballot[w] = (ballot[w] / 3 + 1) * 3 + w; \
       prepares[3 * w + w] = (accepted[w] -> accepted[w] : PROMISE); \
       send_prepare(w, p); \
       send_prepare(w, q) } \
  PUT_OK(c, 0) \
  PUT_OK(c, 1) \
  PUT_OK(c, 2) \
  :: d_step { get[c] && decided[r] -> \
       get[c] = 0; \
       get_ok[c] = PROPOSAL(accepted[r]) } \
  :: d_step { get_ok[c] -> \
       assert(get_ok[c] == c + 1); \
       get_ok[c] = 0; \
       phase[c] = 2 }

active proctype system() {
end:
  do
  BETWEEN(0, 1, 2)
  BETWEEN(0, 2, 1)
  BETWEEN(1, 0, 2)
  BETWEEN(1, 2, 0)
  BETWEEN(2, 0, 1)
  BETWEEN(2, 1, 0)
  CLIENT(0, 0, 1, 2, 1)
#if CLIENTS > 1
  CLIENT(1, 1, 0, 2, 2)
#endif
#if CLIENTS > 2
  CLIENT(2, 2, 0, 1, 0)
#endif
#if CLIENTS > 3
  CLIENT(3, 0, 1, 2, 1)
#endif
#if CLIENTS > 4
  CLIENT(4, 1, 0, 2, 2)
#endif
#if CLIENTS > 5
  CLIENT(5, 2, 0, 1, 0)
#endif
  od
}
