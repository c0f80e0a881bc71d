using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Linux;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>The file in which an administrator, or systemd as a credential, puts an enrolment token.</summary>
internal sealed class TokenFile(Func<string> path)
{
    private const int MaxBytes = 4096;

    /// <summary>Changes when the file does; null while there is none.</summary>
    public string? Stamp
    {
        get
        {
            FileInfo file = new(path());
            return file.Exists ? $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}" : null;
        }
    }

    /// <summary>Reads the token.</summary>
    /// <param name="refusal">Why there is none.</param>
    /// <param name="detail">One line about it.</param>
    public EnrolToken? Read(out Reason? refusal, out string detail)
    {
        detail = path();
        try
        {
            using FileByteSource source = FileByteSource.Open(detail);
            byte[] content = new byte[Math.Min(source.Length, MaxBytes)];
            string text = Encoding.UTF8.GetString(content, 0, source.Read(0, content));
            refusal = EnrolToken.TryParse(text, out EnrolToken? token) ? null : EnrolmentReasons.TokenMalformed;
            return token;
        }
        catch (SystemCallException missing) when (missing.IsMissing)
        {
            refusal = EnrolmentReasons.TokenMissing;
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            refusal = EnrolmentReasons.TokenMissing;
            detail = outside.Message;
        }

        return null;
    }

    /// <summary>Removes the used token.</summary>
    /// <returns>False when the agent may not: the folder is root's, or the token is a credential.</returns>
    public bool TryRemove()
    {
        try
        {
            File.Delete(path());
            return true;
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
