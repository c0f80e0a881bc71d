using MLSecOps.Core.Digests;
using MLSecOps.Formats.Chain;

namespace MLSecOps.Formats.Eat;

/// <summary>What a device claims about itself, at one moment, in answer to one nonce: the payload of evidence (design §10).</summary>
/// <param name="Nonce">8 to 64 bytes of the challenge.</param>
/// <param name="Ueid">The device.</param>
/// <param name="IssuedAt">The device's clock, whole seconds; may be wrong by decades and proves nothing.</param>
/// <param name="BootCount">Starts of the system so far.</param>
/// <param name="BootSeed">16 to 64 bytes that are new at every start of the system.</param>
/// <param name="AgentVersion">Semantic version of the agent.</param>
/// <param name="Mode">Enforce or observe.</param>
/// <param name="Chain">Head of the chain of records.</param>
/// <param name="Agent">SHA-256 of the agent's executable; null when it could not be read.</param>
/// <param name="Engine">What would answer: ONNX Runtime, worker, provider and processor in one line; null when there is none.</param>
/// <param name="Configuration">SHA-256 of the effective configuration.</param>
/// <param name="TlsKey">SHA-256 of the SubjectPublicKeyInfo with which the device connects.</param>
/// <param name="Coverage">What is not protected or not checked; empty only when nothing is missing.</param>
/// <param name="InsecureOptions">Names of options in force that weaken security.</param>
/// <param name="Models">At most <see cref="EvidenceLimits.Models"/>, each slot once.</param>
public sealed record EvidenceClaims(
    ReadOnlyMemory<byte> Nonce,
    Ueid Ueid,
    DateTimeOffset IssuedAt,
    long BootCount,
    ReadOnlyMemory<byte> BootSeed,
    string AgentVersion,
    EvidenceMode Mode,
    ChainHead Chain,
    Sha256Digest? Agent,
    string? Engine,
    Sha256Digest Configuration,
    Sha256Digest TlsKey,
    IReadOnlyList<CoverageGap> Coverage,
    IReadOnlyList<string> InsecureOptions,
    IReadOnlyList<ModelClaims> Models);
