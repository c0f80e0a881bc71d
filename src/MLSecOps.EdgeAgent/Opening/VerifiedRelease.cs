using MLSecOps.Core.Packages;

namespace MLSecOps.EdgeAgent.Opening;

/// <summary>The files of a release that applications get, all verified and all unchangeable.</summary>
internal sealed class VerifiedRelease(IReadOnlyList<VerifiedFile> files) : IDisposable
{
    /// <summary>Whether applications get files of this role: the model, its weights and what the publisher packed for the application. Sanity vectors, baselines and the rest stay here: who knows the canaries can answer them rightly and everything else wrongly.</summary>
    public static bool IsHandedOut(FileRole role) => role is FileRole.Model or FileRole.ExternalData or FileRole.Data;

    /// <summary>Memory that sealed copies take, bytes.</summary>
    public long MemoryBytes { get; } = files.Sum(file => file.MemoryBytes);

    /// <summary>Opens every file for an application, in the manifest's order. Costs some microseconds for each.</summary>
    /// <exception cref="IOException">No descriptors; then none is left open.</exception>
    public IReadOnlyList<OpenFile> Open()
    {
        List<OpenFile> open = [];
        try
        {
            foreach (VerifiedFile file in files)
            {
                open.Add(file.Open());
            }

            return open;
        }
        catch
        {
            open.ForEach(file => file.Handle.Dispose());
            throw;
        }
    }

    public void Dispose()
    {
        foreach (VerifiedFile file in files)
        {
            file.Dispose();
        }
    }
}
