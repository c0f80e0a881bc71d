namespace MLSecOps.Formats.Packages;

/// <summary>The head of a package: all that is read before its signature is judged.</summary>
/// <param name="Manifest">Exact bytes of <c>manifest.json</c>; untrusted until the signature is.</param>
/// <param name="Signature">Bytes of <c>manifest.p7s</c>; null when the package is not signed.</param>
/// <param name="OmsBundle">Where <c>manifest.oms.json</c> stands; null when there is none.</param>
/// <param name="SignatureOffset">Where the header of <c>manifest.p7s</c> stands, or would.</param>
/// <param name="BodyOffset">Where the first index begins (its header).</param>
public sealed record PackageEnvelope(ReadOnlyMemory<byte> Manifest, ReadOnlyMemory<byte>? Signature, PackageMember? OmsBundle, long SignatureOffset, long BodyOffset);
