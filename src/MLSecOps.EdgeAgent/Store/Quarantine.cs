using System.Globalization;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>Capped copies of tampered bytes, kept before anything overwrites them. Nothing here is ever used as a model.</summary>
internal sealed class Quarantine(StoreLayout layout, TimeProvider time)
{
    /// <summary>Most bytes kept of one file.</summary>
    public const long MaxFileBytes = 64L << 20;

    /// <summary>Most bytes of the whole folder; beyond it only the statement of what was found is kept.</summary>
    public const long MaxTotalBytes = 256L << 20;

    private const int CopyBytes = 1 << 20;

    /// <summary>Keeps what is on disk now of these files of a release.</summary>
    /// <param name="model">Slot name.</param>
    /// <param name="id">The release.</param>
    /// <param name="findings">Which paths, relative to the release's folder, and what was wrong with each: one line each.</param>
    /// <returns>The folder of the evidence.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public string Keep(string model, ReleaseId id, IReadOnlyList<TamperedFile> findings)
    {
        string stamp = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        string folder = Path.Combine(layout.Quarantine, $"{stamp}-{model}-{id.FolderName}");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        long left = Math.Max(0, MaxTotalBytes - Size(layout.Quarantine));
        List<string> lines = [$"model {model}", $"release {id.Release}", $"manifest {id.Manifest}", $"time {stamp}"];
        string release = layout.Release(model, id);
        foreach ((TamperedFile finding, int index) in findings.Select((finding, index) => (finding, index)))
        {
            long kept = Copy(release, finding.Path, Path.Combine(folder, $"{index}.bin"), Math.Min(left, MaxFileBytes));
            left -= kept;
            lines.Add($"file {index}.bin kept {kept} bytes of {Printable.Of(finding.Path)}: {finding.Reason.Code}, expected {finding.Expected ?? "-"}, found {Printable.Of(finding.Found ?? "-")}");
        }

        AtomicFile.Write(Path.Combine(folder, "finding.txt"), System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        FolderFlush.Flush(layout.Quarantine);
        return folder;
    }

    private static long Copy(string release, string path, string target, long limit)
    {
        FileByteSource source;
        try
        {
            using FolderBoundary boundary = FolderBoundary.Open(release);
            source = boundary.OpenFile(path);
        }
        catch (IOException)
        {
            // Missing, or no regular file any more: the statement says so, there are no bytes.
            return 0;
        }

        using (source)
        using (AtomicFile copy = AtomicFile.Create(target))
        {
            byte[] buffer = new byte[CopyBytes];
            long offset = 0;
            int count;
            while (offset < limit && (count = source.Read(offset, buffer.AsSpan(0, (int)Math.Min(CopyBytes, limit - offset)))) > 0)
            {
                copy.Append(buffer.AsSpan(0, count));
                offset += count;
            }

            copy.Commit();
            return offset;
        }
    }

    private static long Size(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Sum(file => file.Length);
}
