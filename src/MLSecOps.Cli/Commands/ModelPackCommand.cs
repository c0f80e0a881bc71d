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
using MLSecOps.Formats.Verity;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec model pack</c>: a folder becomes an unsigned package; the same folder and flags give the same bytes.</summary>
internal sealed class ModelPackCommand : Verb
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private readonly Argument<string> _folder = new("DIR") { Description = "folder with the model and what belongs to it" };
    private readonly Option<string> _output = Flags.Output("the package to write; refused when it exists", required: true);
    private readonly Option<string[]> _externalData = Flags.ExternalData();
    private readonly PackFlags _flags = new();

    public ModelPackCommand()
        : base("pack", "make a package from a folder", Schemas.Pack)
    {
        Add(_folder);
        Add(_output);
        _flags.AddTo(this);
        Add(_externalData);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec model pack model/ -o spotter-1.4.2.mlpkg --name keyword-spotter --version 1.4.2 --release 17",
        "mlsec model pack model/ -o spotter-1.4.2.mlpkg --name keyword-spotter --version 1.4.2 --release 17 --audience acme --hardware rpi5 --expires 90d",
    ];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string folder = invocation.Text(_folder);
        string output = invocation.Line.GetValue(_output)!;
        ModelManifest stated = _flags.Manifest(invocation);
        IReadOnlyList<(string Path, FileRole Role)> content = PayloadFolder.Read(folder, stated.Format, [.. invocation.Texts(_externalData).Select(ExternalDataFiles.Valid)]);
        using ResultFile file = new(output, replace: false, Readable);
        List<FileByteSource> sources = [];
        try
        {
            ParallelBlockHasher hasher = new();
            List<PackagePayload> payload = [];
            foreach ((string path, FileRole role) in content)
            {
                FileByteSource source = InputFile.Open(Path.Combine(folder, path));
                sources.Add(source);
                Sha256Digest digest = VerityDigester.Measure(source, hasher, null, cancellationToken);
                payload.Add(new PackagePayload(new ManifestFile(path, role, source.Length, digest), source));
            }

            ModelManifest manifest = stated with { Files = [.. payload.Select(entry => entry.File)] };
            if (!ManifestWriter.Write(manifest).TryGet(out ReadOnlyMemory<byte> document, out FormatFault? fault))
            {
                throw new CommandFailure(CommandReasons.ContentUnfit, $"{folder} cannot be packed: {fault.Reason.Title}", fault.Expected is null ? null : $"expected {fault.Expected}");
            }

            PackageWriter.Write(file.Stream, document, null, payload, hasher, cancellationToken);
            long size = file.Stream.Length;
            file.Commit();
            return Task.FromResult(Done(output, size, manifest, Sha256Digest.Of(document.Span)));
        }
        catch (InvalidDataException)
        {
            throw new CommandFailure(CommandReasons.ContentUnfit, $"{folder} changed while it was packed");
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            throw file.Unwritable();
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    private Outcome Done(string output, long size, ModelManifest manifest, Sha256Digest digest)
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
            Hint = $"Sign it: mlsec model sign {output} --cert FILE --key FILE.",
        };
        return new Outcome(document, [
            $"packed {output}: {manifest.Model} {manifest.Version} (release {manifest.Release.ToString(CultureInfo.InvariantCulture)}), {manifest.Files.Count} files, {size} bytes, expires {DocumentDate.Format(manifest.Expires)}",
            $"next: mlsec model sign {output} --cert FILE --key FILE",
        ]);
    }
}
