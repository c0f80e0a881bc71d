using System.Buffers.Binary;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>ARCHIVE: files that are a model to one tool and something else to another.</summary>
internal static class ArchiveModels
{
    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        new("zip", "ARCHIVE", () => ForeignFiles.Zip),
        new("gzip", "ARCHIVE", () => ForeignFiles.Gzip),
        new("tar", "ARCHIVE", () => ForeignFiles.Tar),
        new("seven-zip", "ARCHIVE", () => ForeignFiles.SevenZip),
        new("xz", "ARCHIVE", () => ForeignFiles.Xz),
        new("cabinet", "ARCHIVE", () => ForeignFiles.Cabinet),
        new("elf", "ARCHIVE", () => ForeignFiles.Elf),
        new("windows-program", "ARCHIVE", () => ForeignFiles.WindowsProgram),
        new("pickle", "ARCHIVE", () => ForeignFiles.Pickle),
        new("text-pickle", "ARCHIVE", () => ForeignFiles.TextPickle),
        new("python-bytecode", "ARCHIVE", () => ForeignFiles.PythonBytecode),
        new("script", "ARCHIVE", () => ForeignFiles.Script),
        new("web-page", "ARCHIVE", () => [.. "<!DOCTYPE html><html><script>top.location='//attacker.example'</script>"u8]),
        new("zip-behind-the-model", "ARCHIVE", () => Carrier.Behind(Field(ForeignFiles.Zip))),
        new("zip-in-metadata-at-the-end", "ARCHIVE", () => Carrier.Behind(new WireWriter().Bytes(14, new WireWriter().Text(1, "k").Bytes(2, ForeignFiles.Zip).ToArray()).ToArray())),
        new("zip-behind-the-model-and-more-behind-it", "ARCHIVE", () => Carrier.Behind([.. Field(ForeignFiles.Zip), .. new WireWriter().Text(6, "words").ToArray()])),
        new("zip-with-a-comment-that-is-the-rest-of-the-model", "ARCHIVE", () =>
        {
            byte[] zip = ForeignFiles.Zip;
            byte[] rest = new WireWriter().Text(6, "words").ToArray();
            BinaryPrimitives.WriteUInt16LittleEndian(zip.AsSpan(zip.Length - 2), (ushort)rest.Length);
            return Carrier.Behind([.. Field(zip), .. rest]);
        }),
        // Tag 0x4D is a fixed32 field with number 9, which the schema of a model does not have: both letters are valid protobuf.
        new("model-that-is-a-windows-program", "ARCHIVE", () => Carrier.Before([.. "MZ"u8, 0x90, 0, 3, .. new WireWriter().Bytes(3, [.. new byte[53], 0x80, 0, 0, 0, .. new byte[64], .. "PE\0\0"u8]).ToArray()])),
        // Tag 0x80 0x04 is a varint field with number 64.
        new("model-that-is-a-pickle", "ARCHIVE", () => Carrier.Before([0x80, 4, 0x95, 8])),
        new("model-that-is-a-tar", "ARCHIVE", () => Carrier.Before(new WireWriter().Bytes(3, [.. new byte[254], .. "ustar\00000"u8, .. new byte[100]]).ToArray())),
        new("model-that-is-a-pdf", "ARCHIVE", () => Carrier.Before(new WireWriter().Bytes(3, [.. new byte[200], .. ForeignFiles.Pdf]).ToArray())),
        new("model-that-is-a-rar-behind-a-stub", "ARCHIVE", () => Carrier.Before(new WireWriter().Bytes(3, [.. new byte[300], .. "Rar!\u001a\u0007"u8, 1, 0, .. new byte[64]]).ToArray())),
    ];

    // A field that no schema has: what is behind the model must still be protobuf, or no runtime would load it.
    private static byte[] Field(byte[] content) => new WireWriter().Bytes(100, content).ToArray();
}
