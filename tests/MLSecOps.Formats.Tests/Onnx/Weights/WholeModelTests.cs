using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Onnx.Weights;
using MLSecOps.TestKit;
using MLSecOps.TestKit.Onnx;
using MLSecOps.TestKit.Onnx.Honest;

namespace MLSecOps.Formats.Tests.Onnx.Weights;

/// <summary>Models put together from their external data: what another writer took apart becomes what it was, and what fits no tensor is refused before anything is built.</summary>
public sealed class WholeModelTests
{
    private static readonly byte[] Sixteen = [.. Enumerable.Range(0, 16).Select(number => (byte)number)];

    [Fact]
    public async Task What_another_writer_took_apart_is_put_together_tensor_for_tensor()
    {
        Assert.SkipWhen(!OutsideModel.CanBeMade && Environment.GetEnvironmentVariable("CI") != "true", OutsideModel.Absent);
        using ScratchFolder folder = new();
        (byte[] Inline, string Folder)[] models =
        [
            .. HonestModel.All.Select((model, number) => (model.Build().Model.ToBytes(), folder[$"honest-{number}"])), .. Places().Select(place => (place.Whole, folder[place.Name])),
        ];
        IReadOnlyList<OutsideModel> outside = await OutsideModel.MakeAsync(models);
        await OutsideModel.MustBeSameAsync([.. outside.Select((model, number) => (Compose(model.Model, model.Files), models[number].Folder))]);
    }

    [Fact]
    public void A_tensor_is_found_wherever_it_can_stand()
    {
        foreach ((string name, byte[] whole, byte[] outside) in Places())
        {
            byte[] composed = Compose(outside, new() { ["w.bin"] = [9, 9, 9, 9, .. Sixteen, 9] });
            Assert.True(composed.AsSpan().IndexOf((ReadOnlySpan<byte>)Sixteen) > 0 && composed.Length == whole.Length, name);
        }
    }

    [Fact]
    public void A_model_that_is_whole_is_not_copied()
    {
        byte[] model = Initializer(OnnxTensor.Floats("w", [1], 1));
        Assert.Same(model, Compose(model, new() { ["w.bin"] = Sixteen }));
    }

    [Fact]
    public void Tensors_may_share_their_bytes_or_overlap_as_every_reader_takes_them()
    {
        byte[] composed = Compose(Initializer(Outside(("offset", "0"), ("length", "16")), Outside(("offset", "0")), Outside(("offset", "4"), ("length", "16"))), new() { ["w.bin"] = [.. Sixteen, 16, 17, 18, 19] });
        Assert.Equal(Compose(Initializer(Raw(Sixteen), Raw(Sixteen), Raw([.. Sixteen[4..], 16, 17, 18, 19])), []).Length, composed.Length);
        byte[] third = [.. Sixteen[4..], 16, 17, 18, 19];
        Assert.True(composed.AsSpan().IndexOf(third) > composed.AsSpan().IndexOf((ReadOnlySpan<byte>)Sixteen));
    }

    [Fact]
    public void An_empty_tensor_needs_no_byte() =>
        Assert.NotEmpty(Compose(Initializer(OnnxTensor.Outside("w", [0, 4], ("location", "w.bin"), ("offset", "16"), ("length", "0"))), new() { ["w.bin"] = Sixteen }));

    [Theory]
    [InlineData("/w.bin")]
    [InlineData("../w.bin")]
    [InlineData("./w.bin")]
    [InlineData("sub/../w.bin")]
    [InlineData("W.BIN")]
    [InlineData("w.bin\0")]
    [InlineData("file:w.bin")]
    [InlineData("*/_ORT_MEM_ADDR_/*")]
    [InlineData("")]
    [RedTeam("G6", "Names a file by another path, an absolute one or an address in the runtime's memory, so that the worker reads what was not given to it", typeof(WholeModel), "ONNX_EXTERNAL_DATA_MISSING")]
    public void A_location_is_a_name_among_the_given_files_and_no_path(string location)
    {
        FormatFault fault = Fault(Initializer(OnnxTensor.Outside("w", [4], ("location", location))));
        Assert.Equal((RehearsalReasons.ExternalDataMissing, location), (fault.Reason, fault.Found));
    }

    [Theory]
    [InlineData("offset", "1")]
    [InlineData("offset", "17")]
    [InlineData("offset", "-4")]
    [InlineData("offset", "9223372036854775807")]
    [InlineData("offset", "9223372036854775808")]
    [InlineData("offset", "4294967296")]
    [InlineData("offset", "0x0")]
    [InlineData("offset", " 0")]
    [InlineData("offset", "")]
    [InlineData("length", "12")]
    [InlineData("length", "20")]
    [InlineData("length", "0")]
    [InlineData("length", "-1")]
    [InlineData("length", "18446744073709551632")]
    [InlineData("basepath", "/etc")]
    [InlineData("prepacked_0", "x|0;16;y")]
    [InlineData("location", "w.bin")]
    [RedTeam("G6", "States ranges outside the file, negative ones, ones that overflow, and attributes that readers take differently", typeof(WholeModel), "ONNX_EXTERNAL_DATA_MALFORMED")]
    public void A_range_that_is_not_the_tensor_s_is_refused(string key, string value)
    {
        FormatFault fault = Fault(Initializer(Outside((key, value))));
        Assert.Equal((RehearsalReasons.ExternalDataMalformed, "graph/initializer/w"), (fault.Reason, fault.Found));
    }

    [Fact]
    public void A_tensor_that_contradicts_itself_is_refused()
    {
        OnnxTensor good = Outside();
        Assert.All(
            (OnnxTensor[])[good with { Raw = Sixteen }, good with { FloatData = [1] }, good with { Type = 8 }, good with { Type = 0 }, good with { Type = 99 }, good with { Dims = [-4] }, good with { Dims = [1L << 40, 1L << 40] }, good with { Dims = [5] }],
            tensor => Assert.Equal(RehearsalReasons.ExternalDataMalformed, Fault(Initializer(tensor)).Reason));
    }

    [Fact]
    [RedTeam("G6", "Writes a tensor in two pieces, of which the second points outside again", typeof(WholeModel), "ONNX_EXTERNAL_DATA_MALFORMED")]
    public void A_tensor_in_pieces_does_not_leave_with_a_piece_outside()
    {
        byte[] first = Outside().ToBytes(), second = [0x70, 0x01];
        byte[] attribute = new WireWriter().Text(1, "value").Bytes(5, first).Bytes(5, second).Number(20, 4).ToArray();
        byte[] node = new WireWriter().Text(2, "c").Text(4, "Constant").Bytes(5, attribute).ToArray();
        byte[] model = new WireWriter().Number(1, 9).Bytes(7, new WireWriter().Bytes(1, node).ToArray()).ToArray();
        Assert.Equal(RehearsalReasons.ExternalDataMalformed, Fault(model).Reason);
    }

    [Fact]
    [RedTeam("G6", "Names one range of a small file in so many tensors that the model becomes larger than any memory", typeof(WholeModel), "REHEARSAL_TOO_LARGE")]
    public void A_model_that_would_grow_beyond_2_GiB_is_refused_before_it_is_built()
    {
        byte[] megabyte = new byte[1 << 20];
        OnnxTensor tensor = OnnxTensor.Outside("w", [1 << 18], ("location", "w.bin"));
        byte[] model = Initializer([.. Enumerable.Repeat(tensor, 2048)]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(!WholeModel.Compose(model, new Dictionary<string, byte[]> { ["w.bin"] = megabyte }).TryGet(out _, out FormatFault? fault) && fault.Reason == RehearsalReasons.TooLarge);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void Broken_protobuf_keeps_its_reason() => Assert.Equal(RehearsalReasons.ProtobufMalformed, Fault([0x3A, 0x7F]).Reason);

    [Fact]
    public void Many_missing_files_are_named_in_part()
    {
        FormatFault fault = Fault(Initializer([.. Enumerable.Range(0, 40).Select(number => OnnxTensor.Outside("w", [4], ("location", $"f{number}")))]));
        Assert.Equal("f0 f1 f2 f3 f4 f5 f6 f7 and 32 more", fault.Found);
    }

    // Each place of onnx.proto where a tensor can stand, once with its bytes and once without.
    private static IReadOnlyList<(string Name, byte[] Whole, byte[] Outside)> Places()
    {
        (string, Func<OnnxTensor, byte[]>)[] places =
        [
            ("initialiser", tensor => Initializer(tensor)),
            ("attribute", tensor => Node(Constant(tensor))),
            ("list", tensor => Node(new OnnxNode("Identity", ["x"], ["c"], OnnxAttribute.Tensors("spare", OnnxTensor.Floats("a", [1], 1), tensor)))),
            ("branch", tensor => Node(new OnnxNode("If", ["x"], ["c"], OnnxAttribute.Graph("then_branch", new OnnxGraph("t") { Initializers = [tensor] }), OnnxAttribute.Graph("else_branch", new OnnxGraph("e"))))),
            ("graphs", tensor => Node(new OnnxNode("Odd", ["x"], ["c"], OnnxAttribute.Graphs("all", new OnnxGraph("one"), new OnnxGraph("two") { Nodes = [Constant(tensor)] })))),
            ("function", tensor => (Model() with { Functions = [new OnnxFunction("local", "F", ["a"], ["c"], Constant(tensor))] }).ToBytes()),
            ("default", tensor => (Model() with { Functions = [new OnnxFunction("local", "F", ["a"], ["a"]) { Defaults = [OnnxAttribute.Tensor("t", tensor)] }] }).ToBytes()),
            ("sparse", tensor => Graph(new OnnxGraph("g") { Sparse = [new OnnxSparseTensor(tensor, OnnxTensor.Int64s(null, [4], 0, 1, 2, 3), 8)] })),
            ("sparse-attribute", tensor => Node(new OnnxNode("Constant", [], ["c"], OnnxAttribute.Sparse("sparse_value", new OnnxSparseTensor(tensor, OnnxTensor.Int64s(null, [4], 0, 1, 2, 3), 8))))),
            ("sparse-list", tensor => Node(new OnnxNode("Odd", [], ["c"], OnnxAttribute.Sparses("all", new OnnxSparseTensor(tensor, OnnxTensor.Int64s(null, [4], 0, 1, 2, 3), 8))))),
            ("training", tensor => (Model() with { Training = [new OnnxTraining(new OnnxGraph("i") { Initializers = [tensor] }, null)] }).ToBytes()),
        ];
        return [.. places.Select(place => (place.Item1, place.Item2(Raw(Sixteen)), place.Item2(Outside(("offset", "4"), ("length", "16")))))];
    }

    private static OnnxNode Constant(OnnxTensor tensor) => new("Constant", [], ["c"], OnnxAttribute.Tensor("value", tensor));

    private static OnnxTensor Raw(byte[] bytes) => new("w", OnnxType.Float, 4) { Raw = bytes };

    private static OnnxTensor Outside(params (string Key, string Value)[] more) => OnnxTensor.Outside("w", [4], [("location", "w.bin"), .. more]);

    private static byte[] Initializer(params OnnxTensor[] tensors) => Graph(new OnnxGraph("g") { Initializers = tensors });

    private static byte[] Node(OnnxNode node) => Graph(new OnnxGraph("g") { Nodes = [node] });

    private static byte[] Graph(OnnxGraph graph) => new OnnxModel(graph).ToBytes();

    private static OnnxModel Model() => new(new OnnxGraph("g"));

    private static byte[] Compose(byte[] model, Dictionary<string, byte[]> files) =>
        WholeModel.Compose(model, files).Match(whole => whole, fault => throw new Xunit.Sdk.XunitException(fault.ToString()));

    private static FormatFault Fault(byte[] model) =>
        WholeModel.Compose(model, new Dictionary<string, byte[]> { ["w.bin"] = Sixteen }).Match(_ => throw new Xunit.Sdk.XunitException("nothing was refused"), fault => fault);
}
