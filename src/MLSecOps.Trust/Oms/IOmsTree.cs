using MLSecOps.Core.Bytes;

namespace MLSecOps.Trust.Oms;

/// <summary>A port: a folder, or a single file, that an OMS bundle is about. Untrusted.</summary>
public interface IOmsTree
{
    /// <summary>Everything in it but folders, in any order.</summary>
    IReadOnlyList<OmsTreeEntry> Entries { get; }

    /// <summary>The root is one file, which the only entry names.</summary>
    bool IsSingleFile { get; }

    /// <summary>Opens a regular file of the tree, without following a link in its last component; the caller disposes what is disposable.</summary>
    /// <returns>Null when it is no longer there, or no longer a regular file.</returns>
    IByteSource? Open(string path);
}
