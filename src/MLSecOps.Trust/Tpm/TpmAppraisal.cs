using MLSecOps.Core.Digests;
using MLSecOps.Formats.Tpm;

namespace MLSecOps.Trust.Tpm;

/// <summary>What a verified quote proves. To be believed only under a trusted verdict.</summary>
/// <param name="Binding">The TPM that was expected.</param>
/// <param name="Tier">What this quote proves.</param>
/// <param name="BootState">Digest over PCR 0 to 7; null when the quote does not cover them all.</param>
/// <param name="Clock">The TPM's clock; null when the quote was refused.</param>
public sealed record TpmAppraisal(TpmBinding Binding, EvidenceTier Tier, Sha256Digest? BootState, TpmClock? Clock);
