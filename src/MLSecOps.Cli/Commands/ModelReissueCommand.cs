using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec model reissue</c>: the payload of a package under a higher release, unsigned: how a fleet goes back to an older model.</summary>
internal sealed class ModelReissueCommand : Verb
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly Argument<string> _package = Flags.Package();
    private readonly Option<string> _output = Flags.Output("the package to write; refused when it exists", required: true);
    private readonly ReleaseFlags _release = new(versionRequired: false);

    public ModelReissueCommand()
        : base("reissue", "put a package's payload under a higher release", Schemas.Reissue)
    {
        Add(_package);
        Add(_output);
        _release.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec model reissue spotter-1.4.2.mlpkg --release 18 -o spotter-1.4.2-again.mlpkg",
        "mlsec model reissue spotter-1.4.2.mlpkg --release 18 --version 1.4.3 --expires 90d -o spotter-1.4.3.mlpkg",
    ];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string path = invocation.Text(_package);
        string output = invocation.Line.GetValue(_output)!;
        Release release = _release.Read(invocation);
        using FileByteSource source = InputFile.Open(path);
        PackageHead head = PackageHead.Read(source, path);
        if (release.Number <= head.Manifest.Release)
        {
            throw invocation.Usage(
                $"--release must be higher than that of {path}, {head.Manifest.Release.ToString(CultureInfo.InvariantCulture)}", "devices never go to a lower or equal release");
        }

        ParallelBlockHasher hasher = new();
        PackageLayout layout = PackageContent.Check(source, path, head, hasher, cancellationToken);
        ModelManifest manifest = head.Manifest with
        {
            Version = release.Version ?? head.Manifest.Version,
            Release = release.Number,
            Issued = release.Issued,
            Expires = release.Expires,
        };
        if (!ManifestWriter.Write(manifest).TryGet(out ReadOnlyMemory<byte> document, out FormatFault? fault))
        {
            throw PackageHead.Refused(path, fault);
        }

        List<PackagePayload> payload = [.. layout.Files.Select(file => new PackagePayload(file.File, new ByteRange(source, file.Payload.Offset, file.Payload.Size)))];
        using ResultFile file = new(output, replace: false, Readable);
        try
        {
            PackageWriter.Write(file.Stream, document, null, payload, hasher, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new CommandFailure(CommandReasons.FileUnreadable, $"{path} changed while it was copied");
        }
        catch (IOException)
        {
            throw file.Unwritable();
        }

        long size = file.Stream.Length;
        file.Commit();
        return Task.FromResult(Done(output, size, manifest, head.Manifest.Release, Sha256Digest.Of(document.Span)));
    }

    private Outcome Done(string output, long size, ModelManifest manifest, long before, Sha256Digest digest)
    {
        PackDocument document = new()
        {
            Schema = Schema,
            Ok = true,
            Package = output,
            SizeBytes = size,
            Manifest = ManifestEntry.Of(manifest),
            ManifestDigest = digest.ToString(),
            Signed = false,
            Hint = $"Sign it: mlsec model sign {output} --cert FILE --key KEY.",
        };
        string releases = string.Create(CultureInfo.InvariantCulture, $"release {manifest.Release}, before {before}");
        return new Outcome(document, [
            $"reissued {output}: {manifest.Model} {manifest.Version} ({releases}), same {manifest.Files.Count} files, not signed, expires {DocumentDate.Format(manifest.Expires)}",
            $"next: mlsec model sign {output} --cert FILE --key KEY",
        ]);
    }
}
