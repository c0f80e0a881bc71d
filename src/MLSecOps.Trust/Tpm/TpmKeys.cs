using MLSecOps.Core.Findings;
using MLSecOps.Formats.Tpm;

namespace MLSecOps.Trust.Tpm;

/// <summary>What was found about the keys that a device says its TPM has.</summary>
/// <param name="Verdict">The outcome, with every check. Nothing is proven yet: only an opened credential proves that one TPM has both keys.</param>
/// <param name="Endorsement">The endorsement key; null when it was refused.</param>
/// <param name="Attestation">The attestation key; null when it was refused.</param>
/// <param name="MakerProven">The endorsement key's certificate leads to a configured maker.</param>
public sealed record TpmKeys(TrustVerdict Verdict, TpmPublic? Endorsement, TpmPublic? Attestation, bool MakerProven);
