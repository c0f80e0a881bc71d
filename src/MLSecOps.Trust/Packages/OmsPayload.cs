using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Oms;
using MLSecOps.Formats.Packages;
using MLSecOps.Trust.Oms;

namespace MLSecOps.Trust.Packages;

/// <summary>Compares the files of a package with what its OMS bundle says of them: the payload while it comes by, on its way to the sink.</summary>
/// <remarks>Every file that the statement lists must be there as it says; files that it does not list are the manifest's matter.</remarks>
internal sealed class OmsPayload(OmsStatement statement, IPayloadSink? sink, CheckList checks) : IPayloadSink
{
    private readonly ILookup<string, OmsResource> _listed = statement.Resources.ToLookup(resource => resource.Path);
    private OmsFileDigest? _digest;

    /// <summary>Compares what is not payload: the signature and indexes. The manifest was compared before.</summary>
    /// <returns>False when a check failed.</returns>
    public bool CheckOthers(IByteSource package, PackageEnvelope envelope, PackageLayout layout, CancellationToken cancellation)
    {
        OmsReader reader = new(cancellation);
        HashSet<string> payload = [PackageNames.Manifest, .. layout.Files.Select(file => file.File.Path)];
        Dictionary<string, PackageMember> indexes = layout.Files.ToDictionary(file => file.Index.Name, file => file.Index);
        bool same = true;
        foreach (IGrouping<string, OmsResource> file in _listed.Where(file => !payload.Contains(file.Key)))
        {
            IByteSource? source = file.Key == PackageNames.Signature && envelope.Signature is { } cms ? new MemoryByteSource(cms)
                : indexes.TryGetValue(file.Key, out PackageMember? index) ? new ByteRange(package, index.Offset, index.Size)
                : null;
            if (source is null)
            {
                checks.Fail(OmsChecks.Files, file.Key, OmsReasons.FileMissing, "a member of the package");
                same = false;
                continue;
            }

            using OmsFileDigest? digest = OmsFileDigest.Begin(file.Key, file, source.Length, checks);
            same &= digest is not null && reader.Read(source, digest.Append) & digest.Complete(checks);
        }

        return same;
    }

    /// <inheritdoc/>
    public void Begin(ManifestFile file)
    {
        _digest = _listed.Contains(file.Path) ? OmsFileDigest.Begin(file.Path, _listed[file.Path], file.SizeBytes, checks) : null;
        sink?.Begin(file);
    }

    /// <inheritdoc/>
    public void Write(ReadOnlyMemory<byte> verified)
    {
        _digest?.Append(verified.Span);
        sink?.Write(verified);
    }

    /// <inheritdoc/>
    public void End()
    {
        _digest?.Complete(checks);
        _digest?.Dispose();
        _digest = null;
        sink?.End();
    }

    /// <summary>Says that all was there, once all payload has come by.</summary>
    public void Conclude()
    {
        if (checks.All.All(check => check.Id != OmsChecks.Files || check.Outcome == CheckOutcome.Passed))
        {
            checks.Pass(OmsChecks.Files, PackageNames.OmsBundle, $"{_listed.Count} file(s)");
        }
    }
}
