using System.Text;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>Finds programs, archives and code behind base64 (both alphabets), base32, hexadecimal or decimal numbers in text, wherever they begin.</summary>
/// <remarks>
/// Whoever hides something chooses how: line breaks, lists and escapes are stepped over, each place in a run may be the first, a run may stand backwards, and what is decoded may be encoded
/// once more. O(n) with a factor of about thirty; memory: some copies of the text, which is at most a few kibibytes.
/// </remarks>
internal static class EncodedFile
{
    private const int LeastRun = 40;
    private const int LeastNumbers = 32;
    private const int MostDepth = 2;
    private const double LeastPrintable = 0.9;

    /// <summary>What is behind an encoding, and which; null for nothing.</summary>
    internal static string? Find(ReadOnlySpan<byte> text, int depth = 0) =>
        InRuns(Base64Digits(text), 6, "base64", depth) ?? InRuns(HexadecimalDigits(text), 4, "hexadecimal digits", depth) ?? InRuns(Base32Digits(text), 5, "base32", depth) ?? InNumbers(text);

    /// <summary>What decoded bytes are; null for nothing.</summary>
    private static string? Content(byte[] bytes, int depth)
    {
        if (EmbeddedFile.In(bytes) is { } file)
        {
            return file;
        }

        string text = Encoding.Latin1.GetString(bytes);
        if (SuspiciousText.CodeWord(text) is { } code)
        {
            return $"code ({code})";
        }

        if (text.StartsWith("import ", StringComparison.Ordinal) && SuspiciousText.Printable(bytes) >= LeastPrintable)
        {
            return "a Python program";
        }

        if (depth < MostDepth && SuspiciousText.Printable(bytes) >= LeastPrintable && Find(bytes, depth + 1) is { } inner)
        {
            return inner;
        }

        return EmbeddedFile.Backwards(bytes);
    }

    private static string? InRuns(byte[] digits, int bits, string encoding, int depth)
    {
        for (int at = 0; at < digits.Length;)
        {
            int run = digits.AsSpan(at).IndexOf(byte.MaxValue) is >= 0 and int end ? end : digits.Length - at;
            if (run >= LeastRun)
            {
                byte[] forwards = digits[at..(at + run)];
                byte[] backwards = [.. forwards];
                backwards.AsSpan().Reverse();
                if ((InRun(forwards, bits, depth) ?? InRun(backwards, bits, depth)) is { } found)
                {
                    return found.Contains(", encoded as ", StringComparison.Ordinal) ? found : $"{found}, encoded as {encoding}";
                }
            }

            at += run + 1;
        }

        return null;
    }

    // The digits of whole bytes repeat every 4, 2 or 8: any of them may be the first.
    private static string? InRun(byte[] digits, int bits, int depth)
    {
        int period = bits == 6 ? 4 : bits == 4 ? 2 : 8;
        for (int shift = 0; shift < period; shift++)
        {
            byte[] bytes = new byte[(digits.Length - shift) * bits / 8];
            int held = 0, count = 0, next = 0;
            for (int at = shift; at < digits.Length && next < bytes.Length; at++)
            {
                held = ((held << bits) | digits[at]) & 0xFFFF;
                count += bits;
                if (count >= 8)
                {
                    count -= 8;
                    bytes[next++] = (byte)(held >> count);
                }
            }

            if (Content(bytes, depth) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static byte[] Base64Digits(ReadOnlySpan<byte> text) => Digits(text, false, letter => letter switch
    {
        >= (byte)'A' and <= (byte)'Z' => letter - 'A',
        >= (byte)'a' and <= (byte)'z' => letter - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => letter - '0' + 52,
        (byte)'+' or (byte)'-' => 62,
        (byte)'/' or (byte)'_' => 63,
        _ => -1,
    });

    private static byte[] HexadecimalDigits(ReadOnlySpan<byte> text) => Digits(text, true, letter => char.IsAsciiHexDigit((char)letter) ? Convert.ToInt32(((char)letter).ToString(), 16) : -1);

    private static byte[] Base32Digits(ReadOnlySpan<byte> text) => Digits(text, false, letter => letter switch
    {
        >= (byte)'A' and <= (byte)'Z' => letter - 'A',
        >= (byte)'2' and <= (byte)'7' => letter - '2' + 26,
        _ => -1,
    });

    /// <summary>Values of digits; 255 where a run ends.</summary>
    private static byte[] Digits(ReadOnlySpan<byte> text, bool numbers, Func<byte, int> value)
    {
        byte[] digits = new byte[text.Length];
        int count = 0;
        for (int at = 0; at < text.Length; at++)
        {
            byte letter = text[at];
            byte next = at + 1 < text.Length ? text[at + 1] : (byte)0;
            if (letter == '\\' && next is (byte)'n' or (byte)'r' or (byte)'t' or (byte)'x')
            {
                at++;
            }
            else if (numbers && letter == '0' && next is (byte)'x' or (byte)'X')
            {
                at++;
            }
            else if (letter is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)'"' or (byte)'\'' or (byte)',' || (numbers && letter is (byte)':' or (byte)'%' or (byte)'-' or (byte)';'))
            {
                continue;
            }
            else
            {
                digits[count++] = value(letter) is >= 0 and int digit ? (byte)digit : byte.MaxValue;
            }
        }

        return digits[..count];
    }

    /// <summary>A list of the values of bytes.</summary>
    private static string? InNumbers(ReadOnlySpan<byte> text)
    {
        List<byte> bytes = [];
        for (int at = 0; at <= text.Length;)
        {
            int digits = 0, value = 0;
            for (; at + digits < text.Length && digits < 4 && char.IsAsciiDigit((char)text[at + digits]); digits++)
            {
                value = (value * 10) + (text[at + digits] - '0');
            }

            if (digits > 0 && value <= byte.MaxValue)
            {
                bool negative = at > 0 && text[at - 1] == '-';
                bytes.Add(negative ? unchecked((byte)-value) : (byte)value);
                at += digits;
                continue;
            }

            bool separates = digits == 0 && at < text.Length && text[at] is (byte)' ' or (byte)',' or (byte)'\n' or (byte)'\r' or (byte)'\t' or (byte)';' or (byte)'-';
            if (!separates)
            {
                if (bytes.Count >= LeastNumbers && EmbeddedFile.In([.. bytes]) is { } found)
                {
                    return $"{found}, encoded as decimal numbers";
                }

                bytes.Clear();
            }

            at += Math.Max(1, digits);
        }

        return null;
    }
}
