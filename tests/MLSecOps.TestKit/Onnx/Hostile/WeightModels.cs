using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>ENTROPY: weights that are no weights. Each tensor's shape and bytes agree: only the content tells.</summary>
internal static class WeightModels
{
    private const int Size = 8192;

    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        Raw("elf", ForeignFiles.Elf), Raw("windows-program", ForeignFiles.WindowsProgram), Raw("mach-o", ForeignFiles.MachO), Raw("java-class", ForeignFiles.JavaClass),
        Raw("webassembly", ForeignFiles.WebAssembly), Raw("python-bytecode", ForeignFiles.PythonBytecode), Raw("script", ForeignFiles.Script), Raw("pickle", ForeignFiles.Fill(ForeignFiles.Pickle, 256)),
        Raw("pdf", ForeignFiles.Pdf), Raw("zip", ForeignFiles.Fill(ForeignFiles.Zip, Size)), Raw("gzip", ForeignFiles.Fill(ForeignFiles.Gzip, Size)), Raw("tar", ForeignFiles.Tar),
        Raw("seven-zip", ForeignFiles.SevenZip), Raw("xz", ForeignFiles.Xz),
        new("elf-at-an-odd-offset", "ENTROPY", () => Carrier.Tensor(OnnxTensor.Weights("w", [Size / 4], 7) with { Raw = Inside(ForeignFiles.Elf, 1237) })),
        new("elf-in-the-middle-of-large-weights", "ENTROPY", () => Carrier.Tensor(OnnxTensor.Weights("w", [1 << 17], 7) with { Raw = Inside(ForeignFiles.Elf, 200_003, 1 << 19) })),
        new("elf-at-the-end", "ENTROPY", () => Carrier.Tensor(OnnxTensor.Weights("w", [1 << 15], 7) with { Raw = Inside(ForeignFiles.Elf, (1 << 17) - ForeignFiles.Elf.Length, 1 << 17) })),
        new("zip-in-the-middle", "ENTROPY", () => Carrier.Tensor(OnnxTensor.Weights("w", [1 << 15], 7) with { Raw = Inside(ForeignFiles.Zip, 60_001, 1 << 17) })),
        new("elf-among-bytes", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.UInt8, ForeignFiles.Elf.Length) { Raw = ForeignFiles.Elf })),
        new("small-elf", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.UInt8, 128) { Raw = ForeignFiles.Elf[..128] })),
        new("script-among-bytes", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Int8, ForeignFiles.Script.Length) { Raw = ForeignFiles.Script })),
        new("base64-among-bytes", "ENTROPY", () => Bytes(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(ForeignFiles.Elf)))),
        new("elf-as-typed-bytes", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.UInt8, ForeignFiles.Elf.Length) { Extra = new WireWriter().Packed(5, Numbers(ForeignFiles.Elf)).ToArray() })),
        new("elf-as-integers-one-byte-each", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Int32, ForeignFiles.Elf.Length) { Extra = new WireWriter().Packed(5, Numbers(ForeignFiles.Elf)).ToArray() })),
        new("elf-as-integers-not-packed", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Int32, ForeignFiles.Elf.Length) { Extra = Single(5, Numbers(ForeignFiles.Elf)) })),
        new("elf-as-integers-four-bytes-each", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Int32, ForeignFiles.Elf.Length / 4)
        {
            Extra = new WireWriter().Packed(5, MemoryMarshal.Cast<byte, int>(ForeignFiles.Elf).ToArray().Select(value => (long)value)).ToArray(),
        })),
        new("elf-as-long-integers-one-byte-each", "ENTROPY", () => Carrier.Tensor(OnnxTensor.Int64s("w", [ForeignFiles.Elf.Length], [.. Numbers(ForeignFiles.Elf)]))),
        new("elf-as-typed-long-integers", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Int64, ForeignFiles.Elf.Length / 8) { Int64Data = MemoryMarshal.Cast<byte, long>(ForeignFiles.Elf).ToArray() })),
        new("elf-as-typed-floats", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Float, ForeignFiles.Elf.Length / 4) { FloatData = MemoryMarshal.Cast<byte, float>(ForeignFiles.Elf).ToArray() })),
        new("elf-as-floats-one-byte-each", "ENTROPY", () => Carrier.Tensor(OnnxTensor.Floats("w", [ForeignFiles.Elf.Length], [.. ForeignFiles.Elf.Select(value => (float)value)]))),
        new("zip-as-signed-bytes-in-floats", "ENTROPY", () => Carrier.Tensor(OnnxTensor.Floats("w", [ForeignFiles.Zip.Length], [.. ForeignFiles.Zip.Select(value => (float)(sbyte)value)]))),
        new("elf-backwards", "ENTROPY", () => Bytes([.. ForeignFiles.Elf.Reverse()])),
        new("elf-in-the-integers-of-an-attribute", "ENTROPY", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"], OnnxAttribute.Ints("table", [.. Numbers(ForeignFiles.Elf)])))),
        new("elf-in-the-floats-of-an-attribute", "ENTROPY", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"], OnnxAttribute.Floats("table", [.. ForeignFiles.Elf.Select(value => (float)value)])))),
        new("elf-in-a-tensor-of-an-attribute", "ENTROPY", () => Carrier.Node(new OnnxNode("Constant", [], ["c"], OnnxAttribute.Tensor("value", new OnnxTensor(null, OnnxType.UInt8, ForeignFiles.Elf.Length) { Raw = ForeignFiles.Elf })))),
        new("elf-in-sparse-values", "ENTROPY", () => Carrier.Graph(graph => graph with
        {
            Sparse = [new OnnxSparseTensor(new OnnxTensor("s", OnnxType.UInt8, 512) { Raw = ForeignFiles.Elf[..512] }, OnnxTensor.Int64s(null, [512], [.. Enumerable.Range(0, 512).Select(index => (long)index)]), 512)],
        })),
        new("elf-in-training", "ENTROPY", () => (Carrier.Honest with
        {
            Training = [new OnnxTraining(new OnnxGraph("init") { Initializers = [new OnnxTensor("w", OnnxType.UInt8, ForeignFiles.Elf.Length) { Raw = ForeignFiles.Elf }] }, null)],
        }).ToBytes()),
        Raw("text", System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 300).Select(index => $"The quick brown fox number {index} jumps; ")))[..Size]),
        Raw("random-bits", Random(Size)),
        new("random-bits-of-half-floats", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Half, Size / 2) { Raw = Random(Size) })),
        new("random-bits-of-double-floats", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", 11, Size / 8) { Raw = Random(Size) })),
        new("random-bits-of-brain-floats", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", 16, Size / 2) { Raw = Random(Size) })),
        new("random-bits-as-typed-floats", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Float, Size / 4) { FloatData = MemoryMarshal.Cast<byte, float>(Random(Size)).ToArray() })),
        new("random-bits-behind-good-weights", "ENTROPY", () => Carrier.Tensor(OnnxTensor.Weights("w", [1 << 14], 7) with { Raw = Inside(Random(1 << 15), 1 << 15, 1 << 16) })),
        new("not-a-number", "ENTROPY", () => Carrier.Tensor(OnnxTensor.Floats("w", [128], [.. Enumerable.Range(0, 128).Select(index => index == 5 ? float.NaN : index * 0.01f)]))) { Severity = "Warning" },
        new("not-a-number-of-half-floats", "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Half, 256) { Raw = [.. Enumerable.Range(0, 256).SelectMany(index => index == 9 ? new byte[] { 1, 0x7E } : [0, 0x3C])] })) { Severity = "Warning" },
        new("data-in-what-is-not-a-number", "ENTROPY", () => Carrier.Tensor(OnnxTensor.Weights("w", [1024], 7) with { Raw = NotNumbers(1024) })),
    ];

    private static HostileModel Raw(string name, byte[] bytes) => new(name, "ENTROPY", () => Carrier.Tensor(new OnnxTensor("w", OnnxType.Float, bytes.Length / 4) { Raw = bytes[..(bytes.Length / 4 * 4)] }));

    private static byte[] Bytes(byte[] bytes) => Carrier.Tensor(new OnnxTensor("w", OnnxType.UInt8, bytes.Length) { Raw = bytes });

    private static IEnumerable<long> Numbers(byte[] bytes) => bytes.Select(value => (long)value);

    private static byte[] Single(int field, IEnumerable<long> values)
    {
        var writer = new WireWriter();
        foreach (long value in values)
        {
            writer.Number(field, value);
        }

        return writer.ToArray();
    }

    // Good weights with something in them.
    private static byte[] Inside(byte[] content, int offset, int size = Size)
    {
        byte[] bytes = OnnxTensor.Weights(null, [size / 4], 7).Raw!;
        content.CopyTo(bytes, offset);
        return bytes;
    }

    // The same bits for every run: a hash of the place.
    private static byte[] Random(int size) => [.. Enumerable.Range(0, size / 32).SelectMany(index => SHA256.HashData(BitConverter.GetBytes(index)))];

    // 22 bits of each NaN are free: a carrier that no computation minds.
    private static byte[] NotNumbers(int count)
    {
        byte[] bytes = OnnxTensor.Weights(null, [count], 7).Raw!;
        byte[] secret = Random(count * 4);
        for (int index = 100; index < 400; index++)
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(secret.AsSpan(index * 4));
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(index * 4), 0x7FC00000 | (bits & 0x3FFFFF));
        }

        return bytes;
    }
}
