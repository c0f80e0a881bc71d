namespace MLSecOps.Contracts.Commands;

/// <summary>What a device claims about itself, in JSON.</summary>
/// <param name="Issued">By the device's clock, RFC 3339 UTC.</param>
/// <param name="AgentVersion">Version of its agent.</param>
/// <param name="Mode"><c>enforce</c> or <c>observe</c>.</param>
/// <param name="BootCount">Starts of the system so far.</param>
/// <param name="ChainEpoch">Epoch of its chain of records, hexadecimal.</param>
/// <param name="ChainSequence">Number of the last record.</param>
/// <param name="Engine">What answers; null when there is none.</param>
/// <param name="AgentDigest"><c>sha256:</c> of the agent's executable; null when it could not be read.</param>
/// <param name="ConfigurationDigest"><c>sha256:</c> of the effective configuration.</param>
/// <param name="Coverage">What is not protected or not checked: name and reason code.</param>
/// <param name="InsecureOptions">Options in force that weaken security.</param>
/// <param name="Models">Each model.</param>
public sealed record EvidenceEntry(
    string Issued,
    string AgentVersion,
    string Mode,
    long BootCount,
    string ChainEpoch,
    long ChainSequence,
    string? Engine,
    string? AgentDigest,
    string ConfigurationDigest,
    IReadOnlyList<string> Coverage,
    IReadOnlyList<string> InsecureOptions,
    IReadOnlyList<ClaimedModelEntry> Models);
