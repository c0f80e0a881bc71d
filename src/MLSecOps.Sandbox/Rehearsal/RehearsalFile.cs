using MLSecOps.Core.Bytes;
using MLSecOps.Core.Packages;

namespace MLSecOps.Sandbox.Rehearsal;

/// <summary>One payload file of a package, as something to rehearse with.</summary>
/// <param name="Path">Its package path.</param>
/// <param name="Role">What it is for; files of other roles than model, external data and sanity are left out.</param>
/// <param name="Content">Its bytes; read once, in order, while the job is written. The caller keeps it open until the rehearsal ended, and disposes it.</param>
public sealed record RehearsalFile(string Path, FileRole Role, IByteSource Content);
