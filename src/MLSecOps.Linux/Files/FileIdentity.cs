namespace MLSecOps.Linux.Files;

/// <summary>Names a file with its content: equal identities are the same file, unchanged in between as far as the kernel notes changes (the time of the inode's last change, which nobody but root can set back).</summary>
/// <param name="Device">Number of the file system.</param>
/// <param name="Inode">Number of the file in it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Changed">Last change of content or attributes, in nanoseconds since 1970.</param>
public readonly record struct FileIdentity(ulong Device, ulong Inode, ulong Size, Int128 Changed);
