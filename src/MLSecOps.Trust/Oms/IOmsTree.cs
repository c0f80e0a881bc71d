using MLSecOps.Core.Bytes;

namespace MLSecOps.Trust.Oms;

/// <summary>A port: a folder, or a single file, that an OMS bundle is about. Untrusted.</summary>
public interface IOmsTree
{
    /// <summary>Everything in it but folders, in any order.</summary>
    IReadOnlyList<OmsTreeEntry> Entries { get; }

    /// <summary>The root is one file, which the only entry names.</summary>
    bool IsSingleFile { get; }

    /// <summary>Symbolic links to regular files are followed, as long as none leads out of the tree.</summary>
    bool FollowsLinks { get; }

    /// <summary>Opens a regular file of the tree as it was listed: through a link only where the entry is one. The caller disposes what is disposable.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <returns>Null when it is no longer there, or no longer what it was.</returns>
    IByteSource? Open(OmsTreeEntry entry);
}
