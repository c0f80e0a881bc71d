namespace MLSecOps.Contracts.Varlink;

/// <summary>One of many results of <c>io.mlsec.Agent.Events</c>.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Lost">How many events before this one were dropped, because this subscriber did not read them in time; 0 is the normal case.</param>
public sealed record EventsReply(AgentEvent Event, long Lost);
