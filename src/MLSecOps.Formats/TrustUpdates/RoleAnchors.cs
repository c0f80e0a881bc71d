namespace MLSecOps.Formats.TrustUpdates;

/// <summary>Whose signatures count for one role.</summary>
/// <param name="Anchors">DER certificates, 1 to <see cref="TrustUpdate.MaxAnchors"/>, each once; their form is for the verifier.</param>
/// <param name="Threshold">How many different keys must sign, 1 to 16.</param>
/// <param name="AcceptsOmsUsage">True when signers may be certified as OMS producers do; false asks for extended key usage codeSigning.</param>
public sealed record RoleAnchors(IReadOnlyList<ReadOnlyMemory<byte>> Anchors, int Threshold, bool AcceptsOmsUsage);
