namespace MLSecOps.Contracts.Varlink;

/// <summary>Parameters of the reply to <c>io.mlsec.Agent.Status</c>.</summary>
/// <param name="Version">The agent's semantic version.</param>
/// <param name="Mode"><c>enforce</c> or <c>observe</c>.</param>
/// <param name="Ready">State loaded, sockets listening.</param>
/// <param name="Insecure">Names of options in force that weaken a guarantee; empty is the normal case.</param>
/// <param name="Sandbox">Which confinement layers hold the worker here.</param>
/// <param name="Models">One row for each slot.</param>
/// <param name="Findings">The newest findings, newest first, bounded.</param>
/// <param name="Hub">The line to the hub; null when none is configured.</param>
/// <param name="Documents">Signed documents in force; null from an agent that does not say.</param>
/// <param name="Applications">Who has a model open under watch, the first 64; null from an agent that does not say.</param>
public sealed record StatusReply(
    string Version,
    string Mode,
    bool Ready,
    IReadOnlyList<string> Insecure,
    IReadOnlyList<SandboxLayer> Sandbox,
    IReadOnlyList<ModelStatus> Models,
    IReadOnlyList<FindingEntry> Findings,
    HubStatus? Hub = null,
    DocumentsStatus? Documents = null,
    IReadOnlyList<ApplicationEntry>? Applications = null);
