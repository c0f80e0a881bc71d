namespace MLSecOps.Contracts.Hub;

/// <summary>What the hub answers instead of a result. Schema <c>mlsec.error/1</c>.</summary>
/// <param name="Schema">The schema's name.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Message">One line: what.</param>
/// <param name="Why">One line: expected and found; null when the message says it all.</param>
public sealed record HubError(string Schema, string Reason, string Message, string? Why = null);
