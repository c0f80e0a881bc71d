using MLSecOps.Core.Update;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>The packages that installed releases came from, kept to put tampered releases back (decision 0004). They are verified again when used: nothing rests on their place.</summary>
internal sealed class PristinePackages(StoreLayout layout)
{
    private const int CopyBytes = 1 << 20;

    /// <summary>Where a release's package is kept, if it is.</summary>
    public string PathOf(string model, ReleaseId id) => layout.Package(model, id);

    /// <summary>Keeps a copy of a package.</summary>
    /// <param name="source">The offered file; gone when this is repeated after a crash, and then the copy was made before.</param>
    /// <param name="model">Slot name.</param>
    /// <param name="id">The release that it holds.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Keep(string source, string model, ReleaseId id)
    {
        if (!File.Exists(source))
        {
            return;
        }

        string place = layout.Package(model, id);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Copy(source, place);
    }

    // A copy and not a rename: the offered file may be on another file system, open for writing elsewhere, or have a second name.
    private static void Copy(string source, string place)
    {
        using FileByteSource from = FileByteSource.Open(source);
        using AtomicFile to = AtomicFile.Create(place);
        byte[] buffer = new byte[CopyBytes];
        long offset = 0;
        for (int count; (count = from.Read(offset, buffer)) > 0; offset += count)
        {
            to.Append(buffer.AsSpan(0, count));
        }

        to.Commit();
    }
}
