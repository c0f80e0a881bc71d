namespace MLSecOps.Linux.Watching;

/// <summary>What happened in a watched folder; the values are inotify(7)'s.</summary>
[Flags]
public enum FolderChangeKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A file's bytes were changed; more changes may follow before it is closed.</summary>
    Modified = 0x2,

    /// <summary>Permissions, owner, times or link count changed.</summary>
    AttributesChanged = 0x4,

    /// <summary>A file that was open for writing was closed.</summary>
    WrittenAndClosed = 0x8,

    /// <summary>An entry was renamed away.</summary>
    MovedAway = 0x40,

    /// <summary>An entry was renamed into the folder.</summary>
    MovedIn = 0x80,

    /// <summary>An entry was made.</summary>
    Created = 0x100,

    /// <summary>An entry was removed.</summary>
    Deleted = 0x200,

    /// <summary>The watched folder itself was removed.</summary>
    FolderDeleted = 0x400,

    /// <summary>The watched folder itself was renamed.</summary>
    FolderMoved = 0x800,

    /// <summary>The file system was unmounted.</summary>
    Unmounted = 0x2000,

    /// <summary>Events were lost: anything in any watched folder may have changed.</summary>
    EverythingMayHaveChanged = 0x4000,

    /// <summary>The folder is watched no longer: it was removed, unmounted or unwatched.</summary>
    NoLongerWatched = 0x8000,
}
