using System.Text;

using MLSecOps.Core.Bytes;

namespace MLSecOps.Formats.Tests.Documents;

/// <summary>What tests of document parsers share: one change to an honest document, and the reason that it must be refused for.</summary>
internal static class Departure
{
    public static void AssertRefused<T>(Func<ReadOnlyMemory<byte>, Parsed<T>> parse, string sample, string from, string to, string code)
        where T : notnull
    {
        Assert.Contains(from, sample, StringComparison.Ordinal);
        int at = sample.IndexOf(from, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(sample[..at] + to + sample[(at + from.Length)..]);
        FormatFault fault = parse(changed).Match<FormatFault?>(_ => null, found => found) ?? throw new InvalidOperationException($"accepted: {Encoding.UTF8.GetString(changed)}");
        Assert.Equal(code, fault.Reason.Code);
        Assert.InRange(fault.Offset, 0, changed.Length);
    }

    public static void AssertEveryTruncationIsRefused<T>(Func<ReadOnlyMemory<byte>, Parsed<T>> parse, string sample)
        where T : notnull
    {
        byte[] whole = Encoding.UTF8.GetBytes(sample);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.True(parse(whole.AsMemory(0, length)).Match(_ => false, fault => fault.Offset <= length), $"{length}");
        }

        Assert.True(parse(whole).Match(_ => true, _ => false));
    }
}
