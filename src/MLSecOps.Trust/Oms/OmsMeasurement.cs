using System.Security.Cryptography;
using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Oms;

namespace MLSecOps.Trust.Oms;

/// <summary>Measures a folder or file into the statement that a signer signs: every file whole, by SHA-256, named in the order of code points (OMS v1.0, 6).</summary>
public static class OmsMeasurement
{
    /// <summary>Measures what is there.</summary>
    /// <param name="tree">The files; the statement says of links what the tree does with them.</param>
    /// <param name="subject">Name of the whole.</param>
    /// <param name="ignored">Relative paths to leave out, with all below them; recorded in the statement, beside those that are always left out.</param>
    /// <param name="cancellation">Stops between windows of a file.</param>
    /// <returns>The statement, or why nobody should sign this: a link or special file, a file that went away, nothing left to sign.</returns>
    /// <exception cref="IOException">The outside world failed.</exception>
    public static Parsed<OmsStatement> Measure(IOmsTree tree, string subject, IReadOnlyList<string> ignored, CancellationToken cancellation)
    {
        List<string> leftOut = [.. OmsIgnores.Always.Concat(ignored).Distinct().Order(StringComparer.Ordinal)];
        OmsReader reader = new(cancellation);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        List<OmsResource> resources = [];
        foreach (OmsTreeEntry entry in tree.Entries.Where(entry => !leftOut.Exists(path => OmsIgnores.Covers(path, entry.Path))))
        {
            if (!entry.IsRegular)
            {
                return new FormatFault(OmsReasons.LinkRefused, 0, "regular files", entry.Path);
            }

            IByteSource? source = tree.Open(entry);
            using IDisposable? owned = source as IDisposable;
            if (source is null || !reader.Read(source, hash.AppendData))
            {
                return new FormatFault(OmsReasons.FileMissing, 0, "a regular file that stays as it is", entry.Path);
            }

            resources.Add(new OmsResource(entry.Path, 0, null, Convert.ToHexStringLower(hash.GetHashAndReset())));
        }

        resources.Sort((left, right) => Compare(left.Path, right.Path));
        return resources.Count > 0
            ? new OmsStatement(subject, "sha256", null, tree.FollowsLinks, leftOut, resources)
            : new FormatFault(OmsReasons.NothingToSign, 0, "at least one file that is not ignored");
    }

    // By code point, which is the order of UTF-8; that of UTF-16 is another one beyond U+FFFF.
    private static int Compare(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}
