namespace MLSecOps.Formats.Attestation;

/// <summary>An attestation message of any origin, as it was read: well-formed and as its specification has it. Who made it has not been checked.</summary>
/// <param name="Kind">What it is, such as <c>PSA attestation token</c>; what is inside something comes after <c>in</c>.</param>
/// <param name="Source">The specification.</param>
/// <param name="Claims">What it says, in its order.</param>
/// <param name="Signed">Its signatures and MACs, the outermost first.</param>
/// <param name="IsBare">True when some of it is covered by no signature or MAC.</param>
/// <param name="Notes">What is legal there, but stands in no message of ours, or is not known here.</param>
public sealed record AttestationMessage(
    string Kind, string Source, IReadOnlyList<AttestationClaim> Claims, IReadOnlyList<SignedContent> Signed, bool IsBare, IReadOnlyList<string> Notes);
