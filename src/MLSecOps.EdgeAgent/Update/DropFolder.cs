using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>Finds packages that arrive as files. It only looks who a package claims to be for; the slot decides, the verifier judges.</summary>
internal sealed class DropFolder(string folder)
{
    private const string Suffix = ".mlpkg";

    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);

    /// <summary>Looks at every package file there is.</summary>
    /// <param name="policyKey">Changes with the configuration: what was refused under another one is looked at again.</param>
    /// <param name="offered">Gets each package that can be attributed to a slot: model and offer.</param>
    /// <param name="refused">Gets each one that cannot, once: file name, reason and detail.</param>
    public void Scan(string policyKey, Action<string, Offer> offered, Action<string, Reason, string?> refused)
    {
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*" + Suffix).Where(file => file.Name[0] != '.').OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            string key = $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks} {policyKey}";
            if (_unreadable.Contains(key))
            {
                continue;
            }

            Reason reason = StoreReasons.PackageUnreadable;
            string? detail;
            try
            {
                using FileByteSource source = FileByteSource.Open(file.FullName);
                if (Claim(source, out ModelManifest? manifest, out Sha256Digest digest, out FormatFault? fault))
                {
                    offered(manifest.Model, new Offer(key, new ReleaseId(manifest.Release, digest), file.FullName));
                    continue;
                }

                reason = fault.Reason;
                detail = $"{file.Name} at byte {fault.Offset}";
            }
            catch (IOException outside)
            {
                detail = $"{file.Name}: {outside.Message}";
            }

            _unreadable.Add(key);
            refused(file.Name, reason, detail);
        }
    }

    private static bool Claim(
        FileByteSource source,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ModelManifest? manifest,
        out Sha256Digest digest,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out FormatFault? fault)
    {
        manifest = null;
        digest = default;
        if (!PackageReader.ReadEnvelope(source).TryGet(out PackageEnvelope? envelope, out fault))
        {
            return false;
        }

        digest = Sha256Digest.Of(envelope.Manifest.Span);
        return ManifestParser.Parse(envelope.Manifest.Span).TryGet(out manifest, out fault);
    }
}
