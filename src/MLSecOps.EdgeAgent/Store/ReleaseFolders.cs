using MLSecOps.Core.Update;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>Moves whole releases: from staging into their place, behind the <c>current</c> link, and away. Each step is durable before it returns, and repeating it does no harm.</summary>
internal sealed class ReleaseFolders(StoreLayout layout)
{
    /// <summary>Bytes that stay free on the store's file system, for the state and the journal of what went wrong.</summary>
    public const long ReserveBytes = 32L << 20;

    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the store's folders where they are missing, for this user alone, and empties the staging folder.</summary>
    public void Prepare()
    {
        foreach (string folder in layout.Folders)
        {
            Directory.CreateDirectory(folder, Private);
        }

        foreach (string leftover in Directory.EnumerateDirectories(layout.Staging))
        {
            TreeSeal.Remove(leftover);
        }

        AtomicFile.RemoveLeftovers(layout.State);
    }

    /// <summary>The file system that must have room.</summary>
    public string Root => layout.Root;

    /// <summary>Where an installed release lies.</summary>
    public string PlaceOf(string model, ReleaseId id) => layout.Release(model, id);

    public string Staging(string model, ReleaseId id) => Path.Combine(layout.Staging, $"{model}.{id.FolderName}");

    /// <summary>Moves a staged release into its place. A release that is there already under the same name gives way: it is not current, or it is being replaced because it was tampered with.</summary>
    public void Place(string model, ReleaseId id)
    {
        string staged = Staging(model, id);
        string place = layout.Release(model, id);
        if (!Directory.Exists(staged))
        {
            // Repeated after a crash: it was moved already; what is there is judged by its bytes.
            return;
        }

        Directory.CreateDirectory(layout.Slot(model), Private);
        string? replaced = null;
        if (Directory.Exists(place))
        {
            replaced = Path.Combine(layout.Staging, $"{model}.{id.FolderName}.replaced");
            TreeSeal.Remove(replaced);
            TreeSeal.Move(place, replaced);
        }

        Directory.Move(staged, place);
        TreeSeal.Apply(place);
        FolderFlush.Flush(layout.Slot(model));
        FolderFlush.Flush(layout.Staging);
        if (replaced is not null)
        {
            TreeSeal.Remove(replaced);
        }
    }

    /// <summary>Points <c>current</c> to a release.</summary>
    public void Switch(string model, ReleaseId id)
    {
        Directory.CreateDirectory(layout.Slot(model), Private);
        if (SymbolicLinkSwitch.Read(layout.Current(model)) != id.FolderName)
        {
            SymbolicLinkSwitch.Point(layout.Current(model), id.FolderName);
        }
    }

    /// <summary>Removes what was staged for a release.</summary>
    public void Discard(string model, ReleaseId id) => TreeSeal.Remove(Staging(model, id));

    /// <summary>Removes the slot's releases and packages but these.</summary>
    public void Prune(string model, IReadOnlyCollection<ReleaseId> kept)
    {
        HashSet<string> names = [.. kept.Select(id => id.FolderName)];
        foreach (string release in Directories(layout.Slot(model)).Where(folder => !names.Contains(Path.GetFileName(folder))))
        {
            TreeSeal.Remove(release);
        }

        string packages = Path.Combine(layout.Packages, model);
        if (Directory.Exists(packages))
        {
            foreach (string package in Directory.EnumerateFiles(packages).Where(file => !names.Contains(Path.GetFileNameWithoutExtension(file))))
            {
                File.Delete(package);
            }
        }
    }

    // The current link is a link to a folder, and would be listed as one.
    private static IEnumerable<string> Directories(string folder) =>
        new DirectoryInfo(folder) is { Exists: true } slot ? slot.EnumerateDirectories().Where(entry => entry.LinkTarget is null).Select(entry => entry.FullName) : [];
}
