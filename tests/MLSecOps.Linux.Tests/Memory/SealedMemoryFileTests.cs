using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Files;
using MLSecOps.Linux.Memory;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Memory;

public sealed class SealedMemoryFileTests
{
    [Fact]
    [RedTeam("G3", "Writes to a model that was handed out", typeof(SealedMemoryFile))]
    public void Nobody_can_change_it_not_even_through_the_first_descriptor()
    {
        using SealedMemoryFile file = SealedMemoryFile.Create("model", "weights"u8.ToArray());
        Assert.Equal(7, file.Length);
        Assert.True(SealedMemoryFile.IsSealed(file.Handle));
        Assert.ThrowsAny<Exception>(() => RandomAccess.Write(file.Handle, "W"u8, 0));
        Assert.ThrowsAny<Exception>(() => RandomAccess.SetLength(file.Handle, 3));
        Assert.ThrowsAny<Exception>(() => RandomAccess.SetLength(file.Handle, 30));
        byte[] content = new byte[7];
        Assert.Equal(7, RandomAccess.Read(file.Handle, content, 0));
        Assert.Equal("weights"u8, content);
    }

    [Fact]
    public void A_fresh_description_is_read_only_and_outlives_the_maker()
    {
        SafeFileHandle handle;
        using (SealedMemoryFile file = SealedMemoryFile.Create("model", "weights"u8.ToArray()))
        {
            handle = file.OpenReadOnly();
            using SafeFileHandle other = file.OpenReadOnly();
            Assert.NotEqual(handle.DangerousGetHandle(), other.DangerousGetHandle());
            using var stream = new FileStream(other, FileAccess.Read, 0);
            stream.ReadExactly(new byte[3]);
        }

        using FileByteSource source = FileByteSource.Over(handle, "model");
        Assert.Equal(7, source.Length);
        Assert.ThrowsAny<Exception>(() => RandomAccess.Write(handle, "W"u8, 0));
    }

    [Fact]
    [RedTeam("G3", "Opens a model that was handed out for writing, cuts it or maps it writable", typeof(SealedMemoryFile))]
    public async Task Python_with_the_descriptor_cannot_change_or_map_it_writable()
    {
        using SealedMemoryFile file = SealedMemoryFile.Create("model", "weights"u8.ToArray());
        string program = """
            import fcntl, mmap, os, sys
            try:
                # Only root may, whom permissions do not stop.
                fd = os.open(sys.argv[1], os.O_RDWR)
            except PermissionError:
                fd = os.open(sys.argv[1], os.O_RDONLY)
            def refused(action):
                try:
                    action()
                except OSError:
                    return True
                return False
            assert fcntl.fcntl(fd, 1034) & 0xf == 0xf
            assert refused(lambda: os.write(fd, b"W"))
            assert refused(lambda: os.ftruncate(fd, 1))
            assert refused(lambda: os.ftruncate(fd, 100))
            assert refused(lambda: mmap.mmap(fd, 7, mmap.MAP_SHARED, mmap.PROT_WRITE))
            assert refused(lambda: fcntl.fcntl(fd, 1033, 0))
            assert os.read(fd, 10) == b"weights"
            """;
        await ToolRun.Must("python3", "-c", program, $"/proc/{Environment.ProcessId}/fd/{file.Handle.DangerousGetHandle()}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(3_000_001)]
    public void A_copy_of_a_file_has_its_bytes_as_far_as_was_asked(int size)
    {
        using var folder = new ScratchFolder();
        byte[] content = new byte[size];
        new Random(size).NextBytes(content);
        using FileByteSource file = FileByteSource.Open(folder.Write("model", content));
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using SealedMemoryFile whole = SealedMemoryFile.CopyOf("model", file.Handle, size + 10, cancel);
        using SealedMemoryFile part = SealedMemoryFile.CopyOf("model", file.Handle, size / 2, cancel);
        Assert.True(SealedMemoryFile.IsSealed(whole.Handle));
        Assert.Equal(content, Read(whole));
        Assert.Equal(content[..(size / 2)], Read(part));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(whole.Handle));
    }

    private static byte[] Read(SealedMemoryFile file)
    {
        byte[] content = new byte[file.Length];
        using FileByteSource source = FileByteSource.Over(file.OpenReadOnly(), "model");
        Assert.Equal(content.Length, source.Read(0, content));
        return content;
    }

    [Fact]
    public void A_failing_writer_leaves_no_descriptor()
    {
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int i = 0; i < 20; i++)
        {
            Assert.Throws<InvalidDataException>(() => SealedMemoryFile.Create("model", _ => throw new InvalidDataException()));
        }

        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 10);
    }

    [Fact]
    public void An_ordinary_file_is_not_sealed()
    {
        using var folder = new ScratchFolder();
        using FileByteSource file = FileByteSource.Open(folder.Write("f", "x"u8));
        Assert.False(SealedMemoryFile.IsSealed(file.Handle));
    }
}
