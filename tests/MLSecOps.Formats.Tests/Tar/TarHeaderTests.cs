using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Tar;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Tar;

public sealed class TarHeaderTests
{
    private static readonly TarHeader Sample = new("index/sanity/suite.json", 1234);

    [Theory]
    [InlineData("manifest.json", 0)]
    [InlineData("model.onnx", 2327524)]
    [InlineData("weights/part-0", 8589934591)]
    public void WhatIsWrittenIsReadBack(string name, long size)
    {
        TarHeader header = new(name, size);
        Assert.True(TarHeader.Read(Bytes(header), 0).TryGet(out TarHeader read, out _));
        Assert.Equal(header, read);
    }

    [Theory]
    [InlineData(94)]
    [InlineData(95)]
    [InlineData(100)]
    public async Task PythonWritesTheSameHeaders(int pathLength)
    {
        // An independent writer: the standard library's tarfile in ustar form, with the fields that design §4 prescribes.
        string name = "index/" + new string('p', pathLength);
        using ScratchFolder folder = new();
        await ToolRun.Must(
            "python3",
            "-c",
            """
            import sys, tarfile
            info = tarfile.TarInfo(sys.argv[1]); info.size = 4096; info.mode = 0o644
            open(sys.argv[2], 'wb').write(info.tobuf(tarfile.USTAR_FORMAT))
            """,
            name,
            folder["header"]);
        Assert.Equal(File.ReadAllBytes(folder["header"]), Bytes(new TarHeader(name, 4096)));
    }

    [Fact]
    public void EverySingleBitFlipIsRefusedOrIsAnotherCanonicalHeader()
    {
        // No flip can pass: the checksum covers every byte, and a single flip cannot keep it.
        byte[] honest = Bytes(Sample);
        for (int bit = 0; bit < honest.Length * 8; bit++)
        {
            byte[] flipped = [.. honest];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(TarHeader.Read(flipped, 0).TryGet(out _, out FormatFault? fault), $"bit {bit}");
            Assert.InRange(fault!.Offset, 0, 511);
        }
    }

    [Fact]
    public void EveryTruncationIsRefusedWithItsOffset()
    {
        byte[] honest = Bytes(Sample);
        for (int length = 0; length < honest.Length; length++)
        {
            Assert.False(TarHeader.Read(honest.AsSpan(0, length), 1024).TryGet(out _, out FormatFault? fault));
            Assert.Equal(PackageReasons.Truncated, fault!.Reason);
            Assert.Equal(1024 + length, fault.Offset);
        }
    }

    public static TheoryData<string, int, byte[]> Departures { get; } = new()
    {
        { "mode", 100, "0000755\0"u8.ToArray() },
        { "uid", 108, "0001750\0"u8.ToArray() },
        { "mtime", 136, "14700000000\0"u8.ToArray() },
        { "symbolic link", 156, "2"u8.ToArray() },
        { "directory", 156, "5"u8.ToArray() },
        { "pax extension", 156, "x"u8.ToArray() },
        { "link name", 157, "a"u8.ToArray() },
        { "GNU magic", 257, "ustar  \0"u8.ToArray() },
        { "owner name", 265, "root"u8.ToArray() },
        { "prefix", 345, "folder"u8.ToArray() },
        { "base-256 size", 124, [0x80, 0, 0, 0] },
        { "bytes after the name", 60, "hidden"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Departures))]
    public void FieldsOutsideTheCanonicalFormAreRefusedThoughTheChecksumIsRight(string what, int offset, byte[] value)
    {
        byte[] block = Bytes(Sample);
        value.CopyTo(block, offset);
        "        "u8.CopyTo(block.AsSpan(148));
        int sum = block.Sum(part => part);
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(block, 148);
        Assert.False(TarHeader.Read(block, 0).TryGet(out _, out FormatFault? fault), what);
        Assert.Contains(fault!.Reason, new[] { PackageReasons.HeaderInvalid, PackageReasons.PathInvalid });
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 511)]
    [InlineData(512, 0)]
    [InlineData(513, 511)]
    public void PaddingFillsTheBlock(long size, int padding) => Assert.Equal(padding, TarHeader.PaddingOf(size));

    private static byte[] Bytes(TarHeader header)
    {
        byte[] block = new byte[TarHeader.BlockSize];
        header.Write(block);
        return block;
    }
}
