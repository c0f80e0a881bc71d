using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Domain.Evidence;

/// <summary>Claims of evidence that verified.</summary>
/// <param name="Head">The head of the chain that it commits to.</param>
/// <param name="Mode"><c>enforce</c> or <c>observe</c>.</param>
/// <param name="AgentVersion">Version of the agent.</param>
/// <param name="InsecureOptions">Insecure options in force.</param>
/// <param name="Models">Its models, each appraised.</param>
public sealed record AppraisedClaims(
    ChainPosition Head, string Mode, string AgentVersion, IReadOnlyList<string> InsecureOptions, IReadOnlyList<ModelState> Models)
{
    /// <summary>The device's clock when it signed; null when it is not looked at. Proves nothing.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>What tells this start of its system from others, hexadecimal; null when it is not looked at.</summary>
    public string? Boot { get; init; }
}
