using MLSecOps.Core.Bytes;
using MLSecOps.Core.Packages;
using MLSecOps.Formats;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Tar;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Fuzz.Targets;

/// <summary>The package: head, manifest and layout. What is accepted is, put together again from its members, the same bytes: nothing lies between, before or behind them.</summary>
internal sealed class PackageTarget : FuzzTarget
{
    public override string Name => "package";

    public override IGrammar Grammar { get; } = new TarGrammar();

    public override Reading Read(ReadOnlyMemory<byte> input)
    {
        MemoryByteSource source = new(input);
        if (!PackageReader.ReadEnvelope(source).TryGet(out PackageEnvelope? envelope, out FormatFault? fault))
        {
            return Reading.Of<PackageEnvelope>(fault, _ => { });
        }

        // The manifest's own faults count from its first byte.
        return ManifestParser.Parse(envelope.Manifest.Span).TryGet(out ModelManifest? manifest, out fault)
            ? Reading.Of(PackageReader.ReadLayout(source, envelope, manifest), layout => Check(input, envelope, manifest, layout))
            : Reading.Of<ModelManifest>(fault, _ => { });
    }

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        SamplePackage sample = new() { Files = [("model.onnx", FileRole.Model, SamplePackage.Bytes(4500)), ("sanity/suite.json", FileRole.Sanity, "{}"u8.ToArray()), ("empty.bin", FileRole.Data, [])] };
        yield return ("valid-signed", sample.Build());
        yield return ("valid-unsigned", sample.Build(sample.ManifestBytes, null));
        yield return ("valid-long-path", new SamplePackage { Files = [(new string('p', 100), FileRole.Model, [1])] }.Build());
        yield return ("without-payload", sample.Build()[..4096]);
    }

    private static void Check(ReadOnlyMemory<byte> input, PackageEnvelope envelope, ModelManifest manifest, PackageLayout layout)
    {
        List<byte> again = [];
        void Add(string name, ReadOnlySpan<byte> content)
        {
            byte[] header = new byte[TarHeader.BlockSize];
            new TarHeader(name, content.Length).Write(header);
            again.AddRange(header);
            again.AddRange(content);
            again.AddRange(new byte[TarHeader.PaddingOf(content.Length)]);
        }

        void AddMember(PackageMember member) => Add(member.Name, input.Span.Slice((int)member.Offset, (int)member.Size));

        Add("manifest.json", envelope.Manifest.Span);
        if (envelope.Signature is { } signature)
        {
            Add("manifest.p7s", signature.Span);
        }

        if (envelope.OmsBundle is { } oms)
        {
            AddMember(oms);
        }

        layout.Files.ToList().ForEach(file => AddMember(file.Index));
        layout.Files.ToList().ForEach(file => AddMember(file.Payload));
        again.AddRange(new byte[2 * TarHeader.BlockSize]);
        BrokenInvariantException.UnlessSame(input.Span, again.ToArray(), "the members are the whole package");
        BrokenInvariantException.Unless(layout.Files.Count == manifest.Files.Count && layout.Files.Count <= Limits.Files, "one member for each file");
        BrokenInvariantException.Unless(envelope.Manifest.Length <= Limits.DocumentBytes && !(envelope.Signature?.Length > Limits.CmsBytes) && !(envelope.OmsBundle?.Size > Limits.OmsBundleBytes), "limits of the head");
        BrokenInvariantException.Unless(layout.Files.All(file => file.File.Path == file.Payload.Name && file.File.SizeBytes == file.Payload.Size), "payload as the manifest says");
    }
}
