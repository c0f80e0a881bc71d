using MLSecOps.Formats.Tpm;

namespace MLSecOps.Trust.Tpm;

/// <summary>The TPM that is known for a device: its evidence must come from it.</summary>
/// <param name="AttestationKey">The key that signs; accepted by <see cref="TpmKeyVerifier"/> and proven by an opened credential.</param>
/// <param name="Tier">What it proved before; never falls silently.</param>
/// <param name="MakerProven">A configured maker vouches for the TPM.</param>
/// <param name="LastClock">Clock of its newest accepted quote; null before any.</param>
public sealed record TpmBinding(TpmPublic AttestationKey, EvidenceTier Tier, bool MakerProven, TpmClock? LastClock = null);
