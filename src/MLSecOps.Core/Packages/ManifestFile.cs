using MLSecOps.Core.Digests;

namespace MLSecOps.Core.Packages;

/// <summary>One payload file as the manifest states it.</summary>
/// <param name="Path">Package path: ASCII, at most 100 bytes, <c>/</c>-separated.</param>
/// <param name="Role">What it is for.</param>
/// <param name="SizeBytes">Length in bytes, below 8 GiB.</param>
/// <param name="FsVerity">Its fs-verity digest (SHA-256, 4096-byte blocks, no salt).</param>
public sealed record ManifestFile(string Path, FileRole Role, long SizeBytes, Sha256Digest FsVerity);
