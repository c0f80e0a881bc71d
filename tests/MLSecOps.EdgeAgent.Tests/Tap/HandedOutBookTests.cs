using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Tap;
using MLSecOps.Formats.Eat;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Tests.Tap;

public sealed class HandedOutBookTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly Sha256Digest Program = Sha256Digest.Of("program"u8);

    private readonly HandedOutBook _book = new();
    private long _number;

    [Fact]
    public void Processes_of_one_program_are_one_row()
    {
        long first = Open(1, "/a.service"), second = Open(1, "/a.service");
        _book.Measured(first, Program);
        Assert.Equal([(null, 1), (Program, 1)], _book.Of("vision").Select(row => (row.Executable, row.Open)));
        _book.Measured(second, Program);
        HandedOut row = Assert.Single(_book.Of("vision"));
        Assert.Equal((Program, "/a.service", 2, Start.AddSeconds(2)), (row.Executable, row.Unit, row.Open, row.Opened));
        Assert.Equal((Bytes(1), Manifest(1)), (row.Model, row.Manifest));
        Assert.Empty(_book.Of("sound"));
    }

    [Fact]
    public void What_was_closed_is_remembered_once_and_listed_after_what_is_open()
    {
        long kept = Open(1, "/old.service");
        for (int times = 0; times < 3; times++)
        {
            _book.Close(Open(2, "/job.service"));
        }

        Assert.Equal([("/old.service", 1), ("/job.service", 0)], _book.Of("vision").Select(row => (row.Unit!, row.Open)));
        Assert.Equal(Start.AddSeconds(4), _book.Of("vision")[1].Opened);
        _book.Close(kept);
        Assert.Equal(["/job.service", "/old.service"], _book.Of("vision").Select(row => row.Unit));
        Open(1, "/old.service");
        Assert.Equal([("/old.service", 1), ("/job.service", 0)], _book.Of("vision").Select(row => (row.Unit!, row.Open)));
    }

    [Fact]
    public void Programs_without_number_neither_fill_it_nor_push_out_what_is_open()
    {
        Open(1, "/steady.service");
        for (int times = 0; times < 3 * HandedOutBook.Closed; times++)
        {
            _book.Close(Open(2, $"/job-{times}.service"));
        }

        IReadOnlyList<HandedOut> rows = _book.Of("vision");
        Assert.Equal(EvidenceLimits.HandedOut, rows.Count);
        Assert.Equal("/steady.service", rows[0].Unit);
        Assert.Equal($"/job-{(3 * HandedOutBook.Closed) - 1}.service", rows[1].Unit);
    }

    [Fact]
    public void A_measurement_that_comes_too_late_is_kept_with_the_row()
    {
        long number = Open(1, null);
        _book.Close(number);
        _book.Measured(number, Program);
        _book.Measured(number + 1, Program);
        Assert.Equal((Program, null, 0), Assert.Single(_book.Of("vision")) is var row ? (row.Executable, row.Unit, row.Open) : default);
    }

    private static Sha256Digest Bytes(long release) => Sha256Digest.Of([1, (byte)release]);

    private static Sha256Digest Manifest(long release) => Sha256Digest.Of([2, (byte)release]);

    private long Open(long release, string? unit)
    {
        _book.Opened(++_number, new OpenedModel("vision", new ReleaseId(release, Manifest(release)), Bytes(release), new PeerCredentials(1, 0, 0)), unit, Start.AddSeconds(_number));
        return _number;
    }
}
