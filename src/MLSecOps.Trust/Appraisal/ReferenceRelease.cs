using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;

namespace MLSecOps.Trust.Appraisal;

/// <summary>A release that the verifier knows, from a package whose publishers' signatures it verified itself.</summary>
/// <param name="Id">Release number and digest of the manifest.</param>
/// <param name="ModelFile">fs-verity digest, from the signed manifest, of the first file of role <c>model</c>.</param>
/// <param name="Recalled">True when a bulletin recalls it.</param>
public sealed record ReferenceRelease(ReleaseId Id, Sha256Digest ModelFile, bool Recalled = false);
