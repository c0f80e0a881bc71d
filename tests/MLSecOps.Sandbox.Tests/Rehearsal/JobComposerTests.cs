using System.Buffers.Binary;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Jobs;
using MLSecOps.Sandbox.Inference;
using MLSecOps.Sandbox.Rehearsal;

namespace MLSecOps.Sandbox.Tests.Rehearsal;

public sealed class JobComposerTests
{
    private static readonly RehearsalFile Model = File("model.onnx", FileRole.Model, 3);

    private static readonly RehearsalFile[] Package =
    [
        Model,
        File("sanity/suite.json", FileRole.Sanity, 2),
        File("sanity/test_data_set_0/input_0.pb", FileRole.Sanity, 4),
        File("sanity/test_data_set_0/output_0.pb", FileRole.Sanity, 5),
        File("card.md", FileRole.Data, 6),
    ];

    [Fact]
    public void A_package_becomes_a_job_with_names_below_its_suite()
    {
        ComposedJob job = Compose(Package);
        Assert.Null(job.Refusal);
        Assert.Equal(
            [
                new JobPart(JobPartKind.Model, "model.onnx", 3), new JobPart(JobPartKind.Suite, "suite.json", 2),
                new JobPart(JobPartKind.Vector, "test_data_set_0/input_0.pb", 4), new JobPart(JobPartKind.Vector, "test_data_set_0/output_0.pb", 5),
            ],
            job.Parts.Select(source => source.Part));
        Assert.Equal(1, Assert.Single(job.OutputsOfVectors).Value);
    }

    [Fact]
    public void Gates_are_known_by_their_labels()
    {
        string[] names = ["g/labels.pb", "g/groups.pb", "g/input_0.pb", "r/labels.pb", "r/input_0.pb"];
        ComposedJob job = Compose([.. Package, .. names.Select(name => File("sanity/" + name, FileRole.Sanity, 1))]);
        Assert.Equal(new Dictionary<string, bool> { ["g"] = true, ["r"] = false }, job.GroupsOfGates);
        Assert.Empty(Compose(Package).GroupsOfGates);
    }

    [Theory]
    [InlineData("sanity/")]
    [InlineData("")]
    public void Bare_vectors_need_no_suite(string folder)
    {
        ComposedJob job = Compose([Model, File(folder + "test_data_set_0/output_0.pb", FileRole.Sanity, 1)]);
        Assert.Equal("test_data_set_0/output_0.pb", job.Parts[1].Part.Name);
    }

    [Fact]
    public void Another_model_takes_the_place_of_the_package_s()
    {
        ComposedJob job = JobComposer.Compose(new RehearsalRequest(ModelFormat.Onnx, Package, new MemoryByteSource(new byte[77])));
        Assert.Equal(77, job.Parts[0].Part.Length);
        Assert.DoesNotContain(job.Parts, source => source.Content == Model.Content);
    }

    [Fact]
    public void External_data_is_named_as_seen_from_the_model()
    {
        ComposedJob job = Compose([File("net/model.onnx", FileRole.Model, 1), .. Package[1..4], File("net/weights.bin", FileRole.ExternalData, 9)]);
        Assert.Equal(new JobPart(JobPartKind.ExternalData, "weights.bin", 9), job.Parts[^1].Part);
    }

    [Fact]
    public void External_data_outside_the_model_s_folder_is_left_out_and_cannot_stand_for_another_file()
    {
        ComposedJob job = Compose([File("net/model.onnx", FileRole.Model, 1), .. Package[1..4], File("weights.bin", FileRole.ExternalData, 8), File("net/weights.bin", FileRole.ExternalData, 9), File("network/w.bin", FileRole.ExternalData, 7)]);
        Assert.Equal([new JobPart(JobPartKind.ExternalData, "weights.bin", 9)], job.Parts.Select(source => source.Part).Where(part => part.Kind == JobPartKind.ExternalData));
    }

    [Fact]
    public void Another_model_brings_its_own_external_data()
    {
        RehearsalRequest request = new(ModelFormat.Onnx, [.. Package, File("weights.bin", FileRole.ExternalData, 9)], new MemoryByteSource(new byte[77]));
        Assert.DoesNotContain(JobComposer.Compose(request).Parts, source => source.Part.Kind == JobPartKind.ExternalData);
        ComposedJob job = JobComposer.Compose(request with { ExternalDataInstead = [new ExternalFile("w.bin", new MemoryByteSource(new byte[5]))] });
        Assert.Equal([new JobPart(JobPartKind.ExternalData, "w.bin", 5)], job.Parts.Select(source => source.Part).Where(part => part.Kind == JobPartKind.ExternalData));
    }

    [Fact]
    public void What_cannot_be_rehearsed_says_why()
    {
        Assert.Equal(RehearsalReasons.FormatOpaque, JobComposer.Compose(new RehearsalRequest(ModelFormat.Opaque, Package)).Refusal!.Reason);
        Assert.Equal(RehearsalReasons.SuiteMissing, Compose([Model]).Refusal!.Reason);
        Assert.Equal(RehearsalReasons.SeveralModels, Compose([.. Package, File("other.onnx", FileRole.Model, 1)]).Refusal!.Reason);
        Assert.Equal(RehearsalReasons.FilesUnexpected, Compose([.. Package, File("more/suite.json", FileRole.Sanity, 1)]).Refusal!.Reason);
        Assert.Equal(RehearsalReasons.FilesUnexpected, Compose([.. Package, File("elsewhere/test_data_set_1/input_0.pb", FileRole.Sanity, 1)]).Refusal!.Reason);
        Assert.Equal(RehearsalReasons.NothingRan, Compose(Package[1..]).Refusal!.Reason);
        Assert.Equal(RehearsalReasons.TooLarge, Compose([.. Package, new RehearsalFile("sanity/a/input_0.pb", FileRole.Sanity, new Huge())]).Refusal!.Reason);
        Assert.Equal(RehearsalReasons.TooLarge, Compose([new RehearsalFile("model.onnx", FileRole.Model, new Huge()), .. Package[1..]]).Refusal!.Reason);
        IEnumerable<RehearsalFile> many = Enumerable.Range(0, JobLimits.Parts).Select(index => File($"sanity/v{index}/output_0.pb", FileRole.Sanity, 1));
        Assert.Equal(RehearsalReasons.TooLarge, Compose([.. Package, .. many]).Refusal!.Reason);
    }

    [Fact]
    public async Task The_writer_frames_every_byte()
    {
        using var output = new MemoryStream();
        await JobWriter.WriteAsync(Compose(Package).Parts, output, TestContext.Current.CancellationToken);
        byte[] written = output.ToArray();

        Assert.Equal(4, BinaryPrimitives.ReadInt32LittleEndian(written.AsSpan(8)));
        Assert.Equal(JobFraming.HeadBytes + Compose(Package).Parts.Sum(source => JobFraming.PartHeadBytes + source.Part.Name.Length + source.Part.Length), written.Length);
    }

    [Fact]
    public async Task A_source_that_shrinks_stops_the_writing()
    {
        ComposedJob job = Compose([Model, new RehearsalFile("test_data_set_0/output_0.pb", FileRole.Sanity, new Shrunk())]);
        await Assert.ThrowsAsync<EndOfStreamException>(() => JobWriter.WriteAsync(job.Parts, Stream.Null, TestContext.Current.CancellationToken));
    }

    private static ComposedJob Compose(IReadOnlyList<RehearsalFile> files) => JobComposer.Compose(new RehearsalRequest(ModelFormat.Onnx, files));

    private static RehearsalFile File(string path, FileRole role, int length) => new(path, role, new MemoryByteSource(new byte[length]));

    private sealed class Huge : IByteSource
    {
        public long Length => JobLimits.ModelBytes + 1;

        public int Read(long offset, Span<byte> destination) => throw new InvalidOperationException("is not read");
    }

    private sealed class Shrunk : IByteSource
    {
        public long Length => 10;

        public int Read(long offset, Span<byte> destination) => offset < 4 ? 4 : 0;
    }
}
