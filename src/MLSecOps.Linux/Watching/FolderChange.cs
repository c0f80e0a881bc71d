namespace MLSecOps.Linux.Watching;

/// <summary>One change.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Folder">The folder as it was given to the watcher; empty when everything may have changed.</param>
/// <param name="Name">The entry's name, or null when the folder itself is meant. Text from outside: escape before printing.</param>
public readonly record struct FolderChange(FolderChangeKind Kind, string Folder, string? Name);
