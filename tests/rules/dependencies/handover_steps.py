"""Allowed steps of a hand-over: for each step, the state it leads to from each state."""

from rules.dependencies.handovers import HandoverStep
from rules.plan import HandoverState

P, R, C, K, X, A, D, B, W = (
    HandoverState.PROPOSED,
    HandoverState.REQUESTED,
    HandoverState.COUNTERED,
    HandoverState.COMMITTED,
    HandoverState.DECLINED,
    HandoverState.AT_RISK,
    HandoverState.DELIVERED,
    HandoverState.BROKEN,
    HandoverState.WAIVED,
)
ALLOWED = {
    HandoverStep.REQUEST: {P: R, R: R, C: R, X: R, W: R, K: A, A: A, B: A},
    HandoverStep.COMMIT: {R: K, C: K, X: K},
    HandoverStep.COUNTER: {R: C, C: C, K: A, A: A},
    HandoverStep.DECLINE: {R: X, C: X},
    HandoverStep.ACCEPT: {C: K, A: K},
    HandoverStep.REJECT: {C: R, A: A},
    HandoverStep.WAIVE: {P: W, R: W, C: W, K: W, A: W, B: W, X: W},
    HandoverStep.SLIP: {K: A, A: A},
    HandoverStep.RECOVER: {A: K},
    HandoverStep.LAPSE: {A: A},
    HandoverStep.BREAK: {K: B, A: B},
    HandoverStep.DELIVER: {P: D, R: D, C: D, K: D, A: D, B: D},
    HandoverStep.REOPEN: {D: K},
}
