namespace MLSecOps.Formats.Attestation;

/// <summary>A signature or MAC met while reading, with what it covers.</summary>
/// <param name="Path">Where it stands; empty for the message itself.</param>
/// <param name="Algorithm">Name of the algorithm, such as <c>ES256</c>, <c>HMAC 256/256</c>; the number or text itself when it is not known.</param>
/// <param name="Outermost">True unless it stands inside something signed: another attester's token, which has another key.</param>
/// <param name="Content">The bytes over which it is made.</param>
/// <param name="Value">The signature: r and s for ECDSA.</param>
public sealed record SignedContent(string Path, string Algorithm, bool Outermost, ReadOnlyMemory<byte> Content, ReadOnlyMemory<byte> Value);
