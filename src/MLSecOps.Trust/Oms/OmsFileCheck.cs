using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats;
using MLSecOps.Formats.Oms;

namespace MLSecOps.Trust.Oms;

/// <summary>Compares files with what an OMS statement says: each signed file whole, and no other file there.</summary>
/// <remarks>Every file is measured, also after one has failed: the report names all that changed. Memory: one window of <see cref="Limits.WindowBytes"/>.</remarks>
internal sealed class OmsFileCheck(IOmsTree tree, CheckList checks, CancellationToken cancellation)
{
    private readonly OmsReader _reader = new(cancellation);
    // Of names that are no UTF-8, several can look alike: the first is the one, the others are nobody's.
    private readonly ILookup<string, OmsTreeEntry> _entries = tree.Entries.ToLookup(entry => entry.Path);

    public void Run(OmsStatement statement, OmsPolicy policy)
    {
        if (statement.HashType != "sha256")
        {
            checks.Fail(OmsChecks.Files, "files", OmsReasons.HashNotExamined, "sha256", statement.HashType);
            return;
        }

        HashSet<string> signed = [];
        foreach (IGrouping<string, OmsResource> file in statement.Resources.GroupBy(resource => Resolve(resource.Path)))
        {
            signed.Add(file.Key);
            Compare(file.Key, file, statement);
        }

        if (checks.All.All(check => check.Id != OmsChecks.Files || check.Outcome == CheckOutcome.Passed))
        {
            checks.Pass(OmsChecks.Files, "files", $"{signed.Count} signed file(s)");
        }

        RefuseOthers(signed, statement, policy);
    }

    // Older producers call a single file ".".
    private string Resolve(string path) => path == "." && tree is { IsSingleFile: true, Entries: [{ } only] } ? only.Path : path;

    // The signer decides whether a link may stand for a file; a tree that follows links does not.
    private static bool IsFile(OmsTreeEntry entry, OmsStatement statement) => entry.IsRegular && (!entry.IsLink || statement.AllowSymlinks);

    private void Compare(string path, IEnumerable<OmsResource> parts, OmsStatement statement)
    {
        IByteSource? source = _entries[path].FirstOrDefault() is { } entry && IsFile(entry, statement) ? tree.Open(entry) : null;
        if (source is null)
        {
            checks.Fail(OmsChecks.Files, path, OmsReasons.FileMissing, "a regular file");
            return;
        }

        using IDisposable? owned = source as IDisposable;
        using OmsFileDigest? digest = OmsFileDigest.Begin(path, parts, source.Length, checks);
        if (digest is not null)
        {
            // A file that became shorter shows in the digest.
            _reader.Read(source, digest.Append);
            digest.Complete(checks);
        }
    }

    private void RefuseOthers(HashSet<string> signed, OmsStatement statement, OmsPolicy policy)
    {
        bool refused = false;
        int ignored = 0;
        foreach (OmsTreeEntry entry in _entries.SelectMany(alike => alike.Skip(signed.Contains(alike.Key) ? 1 : 0)))
        {
            bool empty = statement.ShardSize is not null && entry is { IsRegular: true, SizeBytes: 0 };
            if (empty || OmsIgnores.Always.Concat(statement.IgnoredPaths).Concat(policy.IgnoredPaths).Any(path => OmsIgnores.Covers(path, entry.Path)))
            {
                continue;
            }

            if (policy.IgnoreUnsigned)
            {
                ignored++;
                continue;
            }

            refused = true;
            checks.Fail(OmsChecks.Unsigned, entry.Path, IsFile(entry, statement) ? OmsReasons.FileUnsigned : OmsReasons.LinkRefused);
        }

        if (!refused)
        {
            checks.Pass(OmsChecks.Unsigned, "files", ignored == 0 ? null : $"{ignored} unsigned file(s) left alone, as asked");
        }
    }
}
