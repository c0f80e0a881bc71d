using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;

namespace MLSecOps.EdgeAgent.Opening;

/// <summary>One file on its way to an application.</summary>
/// <param name="Signed">What the manifest says of it.</param>
/// <param name="Plain">SHA-256 of its content.</param>
/// <param name="Handle">A fresh read-only description; whoever has this record owns it.</param>
internal sealed record OpenFile(ManifestFile Signed, Sha256Digest Plain, SafeFileHandle Handle);
