using MLSecOps.Core.Findings;

namespace MLSecOps.Trust.Certificates;

/// <summary>A path from a signer to an anchor, or why there is none.</summary>
/// <param name="Certificates">From the signer to the anchor, both included; empty when there is no path.</param>
/// <param name="Subject">The signer's subject name as text from outside.</param>
/// <param name="Refusal">What is wrong with the path, dates excepted; null when nothing is.</param>
/// <param name="Found">Details of the refusal.</param>
internal sealed record ChainPath(IReadOnlyList<SignerCertificate> Certificates, string Subject, Reason? Refusal, string? Found);
