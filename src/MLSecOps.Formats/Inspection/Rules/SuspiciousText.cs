using System.Buffers;
using System.Text;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>What honest documentation has no use for.</summary>
internal static class SuspiciousText
{
    private const int MostInvisible = 16;

    /// <summary>Stack traces that exporters write hold source lines, so that words like exec alone say nothing.</summary>
    private static readonly string[] CodeWords =
    [
        "<script", "javascript:", "data:text/html", "os.system(", "subprocess.", "__import__(", "base64.b64decode", "pickle.loads", "marshal.loads", "powershell", "cmd.exe", "/bin/sh", "/bin/bash",
        "curl http", "wget http", "<?php", "<iframe", "vbscript:", "eval(compile", "exec(base64", "${jndi:", "onerror=", "onload=", "document.cookie", "<!entity", "<object data", "<embed src",
        "__subclasses__", "__globals__", "__builtins__", "os.popen", "pty.spawn(", "/dev/tcp/", "invoke-expression", "downloadstring(", "frombase64string", "getruntime().exec",
        "child_process", "ro0abxny", "!!python/", "cposix\nsystem", "cos\nsystem", "c__builtin__\n", "cbuiltins\n", "mshta http", "rundll32", "regsvr32", "certutil -", "new-object net.webclient",
    ];

    private static readonly SearchValues<string> AnyCode = SearchValues.Create(CodeWords, StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Orders = SearchValues.Create(
        ["ignore previous instructions", "ignore all previous instructions", "ignore the previous instructions", "disregard previous instructions", "disregard all previous", "ignore all prior instructions"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Urls = SearchValues.Create(["http://", "https://", "ftp://", "file://", "ldap://"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Code in a text, as its telling word; null for none.</summary>
    internal static string? Code(string text) => CodeWord(text) ?? PipesIntoShell(text);

    /// <summary>As <see cref="Code"/>, by long words only: what was decoded on trial is noise, in which short ones stand by chance.</summary>
    internal static string? CodeWord(string text)
    {
        int at = text.AsSpan().IndexOfAny(AnyCode);
        return at < 0 ? null : Array.Find(CodeWords, word => text.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase))?.Trim();
    }

    /// <summary>Share of bytes that are letters, digits, signs or white space, 0..1; 1 for none.</summary>
    internal static double Printable(ReadOnlySpan<byte> bytes)
    {
        int printable = 0;
        foreach (byte value in bytes)
        {
            printable += value is >= 0x20 and < 0x7F or (byte)'\n' or (byte)'\r' or (byte)'\t' ? 1 : 0;
        }

        return bytes.Length == 0 ? 1 : (double)printable / bytes.Length;
    }

    /// <summary>Words that tell a language model what to do: models are read by such tools too.</summary>
    internal static bool IsOrder(string text) => text.AsSpan().ContainsAny(Orders);

    /// <summary>A private key.</summary>
    internal static bool IsPrivateKey(string text) =>
        text.IndexOf("-----BEGIN ", StringComparison.Ordinal) is >= 0 and int at && text.AsSpan(at, Math.Min(64, text.Length - at)).Contains("PRIVATE KEY-----", StringComparison.Ordinal);

    /// <summary>An address.</summary>
    internal static bool HasUrl(string text) => text.AsSpan().ContainsAny(Urls);

    /// <summary>Characters that turn the direction of what is shown.</summary>
    internal static bool TurnsDirection(string text) => text.AsSpan().ContainsAnyInRange('\u202A', '\u202E') || text.AsSpan().ContainsAnyInRange('\u2066', '\u2069');

    /// <summary>How many characters are shown nowhere, if so many that they carry something: marks of scripts and emoji need a few.</summary>
    internal static int Invisible(string text)
    {
        int count = 0;
        foreach (Rune letter in text.EnumerateRunes())
        {
            count += letter.Value is 0x200B or 0x200C or 0x200D or 0x2060 or 0xFEFF or (>= 0xE0000 and < 0xE0080) or (>= 0xE0100 and < 0xE01F0) ? 1 : 0;
        }

        return count > MostInvisible && count * 8 > text.Length ? count : 0;
    }

    // A table in Markdown has "| sh" too: of a word that goes on.
    private static string? PipesIntoShell(string text)
    {
        for (int at = text.IndexOf('|', StringComparison.Ordinal); at >= 0 && at + 1 < text.Length; at = text.IndexOf('|', at + 1))
        {
            ReadOnlySpan<char> rest = text.AsSpan(at + 1).TrimStart(' ');
            foreach (string shell in (ReadOnlySpan<string>)["sh", "bash", "zsh", "python", "python3", "perl"])
            {
                if (rest.StartsWith(shell, StringComparison.Ordinal) && (rest.Length == shell.Length || rest[shell.Length] is '\n' or ';' or '"' or '\'' || rest[shell.Length..].StartsWith(" -", StringComparison.Ordinal)))
                {
                    return $"| {shell}";
                }
            }
        }

        return null;
    }
}
