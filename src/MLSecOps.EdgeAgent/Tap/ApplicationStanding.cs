using MLSecOps.Behaviour.Applications;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>One application at one moment.</summary>
/// <param name="Number">Counts the opens since the agent's start: names this one.</param>
/// <param name="Opened">What it has, and who it is.</param>
/// <param name="Program">Its program, as the kernel names it; empty when it could not be told. Text from outside.</param>
/// <param name="Since">When it opened the model.</param>
/// <param name="Served">Whether its own path answers like the signed model.</param>
/// <param name="Audited">Whether its recorded answers are those of the signed model.</param>
/// <param name="Rehearsed">True when it has answered every golden vector rightly: for a model that only applications can run, that is its rehearsal.</param>
internal sealed record ApplicationStanding(
    long Number, OpenedModel Opened, string Program, DateTimeOffset Since, BehaviourResult Served, BehaviourResult Audited, bool Rehearsed);
